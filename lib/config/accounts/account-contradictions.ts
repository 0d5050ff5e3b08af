import type { PlaybackConfig } from '../playback-config.ts';
import { shown } from '../shown.ts';

/** The keys of a single account. Each account of the list has its own. */
const SINGLE_ACCOUNT_KEYS = ['accountSid', 'twilioSecretName', 'attachUrlProvider'] as const;

/**
 * Returns the problems between `accounts` and other keys.
 * @param raw what was given. @param values the keys that are valid on their own
 */
export const accountContradictions = (
  raw: Readonly<Record<string, unknown>>,
  values: Partial<PlaybackConfig>,
): string[] => {
  if (raw['accounts'] === undefined) return [];
  const single = SINGLE_ACCOUNT_KEYS.filter(key => raw[key] !== undefined).map(
    key =>
      `${key} is given and accounts is given: ${key} is for a deployment with one account, so move it into the account's entry in accounts`,
  );
  const { objectKeys = [], otherObjectKeys = [] } = values;
  const sharedKeys = Object.entries({ objectKeys, otherObjectKeys }).flatMap(([key, templates]) =>
    templates
      .filter(template => !template.includes('{accountSid}'))
      .map(
        template =>
          `accounts is given and ${key} has ${shown(template)}: without {accountSid} in the key, a recording of one account could be played through another one, so add it, or serve these recordings with a stack of their own`,
      ),
  );
  return [...single, ...sharedKeys, ...streamingProblems(values)];
};

/** Streamed links are not separated by account yet, so the combination is refused. */
const streamingProblems = (values: Partial<PlaybackConfig>): string[] => {
  const { delivery, createEncryptionKey, encryptionKeys = {}, verifyOnArrival } = values;
  const given = [
    ...(delivery === 'stream' ? ['delivery is "stream"'] : []),
    ...(createEncryptionKey ? ['createEncryptionKey is true'] : []),
    ...(Object.keys(encryptionKeys).length > 0
      ? [`encryptionKeys has ${Object.keys(encryptionKeys).length} keys`]
      : []),
    ...(verifyOnArrival ? ['verifyOnArrival is true'] : []),
  ];
  return given.map(
    what =>
      `accounts is given and ${what}: streamed links and encrypted recordings work with one account only, so deploy a stack with accountSid for this account, or remove the key`,
  );
};
