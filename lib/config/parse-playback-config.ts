import { closest, distance } from 'fastest-levenshtein';
import { accountContradictions } from './accounts/account-contradictions.ts';
import { accountListProblems } from './accounts/account-list-problems.ts';
import { contradictions } from './contradictions.ts';
import { type PlaybackConfig, PlaybackConfigError } from './playback-config.ts';
import { PLAYBACK_KEYS } from './playback-schema.ts';
import { SHOWN_CHARS, shown } from './shown.ts';

type Key = keyof PlaybackConfig;
type Values = Partial<PlaybackConfig>;

export const KEYS = Object.keys(PLAYBACK_KEYS) as Key[];
/** A misspelt key differs from the right one in at most this share of its characters. */
const SLIP_SHARE = 0.4;

/**
 * Checks the raw `playback` context object and fills in the defaults.
 * Throws `PlaybackConfigError` that lists every problem at once.
 */
export const parsePlaybackConfig = (raw: unknown): PlaybackConfig => {
  if (!isObject(raw)) {
    throw new PlaybackConfigError([
      `playback is ${shown(raw)}: it must be an object with at least accountSid and bucketName (cdk.json, "context")`,
    ]);
  }
  const problems = Object.keys(raw)
    .filter(key => !isKey(key))
    .map(unknownKeyProblem);
  const values: Values = {};
  for (const key of KEYS) {
    const given = Object.hasOwn(raw, key) ? raw[key] : undefined;
    if (key === 'accountSid' && given === undefined && raw['accounts'] === undefined) {
      problems.push(keyProblem(key, given, []));
    } else problems.push(...parseKey(values, key, given));
  }
  problems.push(...contradictions(values), ...accountContradictions(raw, values));
  if (problems.length > 0 || !isComplete(values)) throw new PlaybackConfigError([...new Set(problems)]);
  return values;
};

/** Parses the value of one key into `values`, or returns its problems. */
const parseKey = (values: Values, key: Key, given: unknown): string[] => {
  // Also what two valid entries have in common.
  const listProblems = key === 'accounts' ? accountListProblems(given) : [];
  if (listProblems.length > 0) return listProblems;
  const parsed = PLAYBACK_KEYS[key].schema.safeParse(given);
  if (!parsed.success) return parsed.error.issues.map(issue => keyProblem(key, given, issue.path));
  Object.assign(values, { [key]: parsed.data });
  return [];
};

/** Returns true if every key was parsed. A missing key has the value undefined. */
const isComplete = (values: Values): values is PlaybackConfig => KEYS.every(key => Object.hasOwn(values, key));

export const isKey = (key: string): key is Key => Object.hasOwn(PLAYBACK_KEYS, key);

/** Returns the key with the most similar name, or undefined if none is similar. */
export const nearestKey = (key: string): Key | undefined => {
  const [word, near] = [
    key.toLowerCase(),
    closest(
      key.toLowerCase(),
      KEYS.map(known => known.toLowerCase()),
    ),
  ];
  return distance(word, near) <= near.length * SLIP_SHARE
    ? KEYS.find(known => known.toLowerCase() === near)
    : undefined;
};

/** Returns the problem that a key does not exist. Does not show its value, because it may be a secret in the wrong place. */
const unknownKeyProblem = (key: string): string => {
  const near = nearestKey(key);
  return `${key.slice(0, SHOWN_CHARS)} is not a key of the configuration${near ? `: did you mean ${near}?` : `; the keys are ${KEYS.join(', ')}`}`;
};

const keyProblem = (key: Key, given: unknown, path: readonly PropertyKey[]): string => {
  const { mustBe } = PLAYBACK_KEYS[key];
  const [name, value] = path.reduce<[string, unknown]>(
    ([prefix, container], step) => [
      typeof step === 'number' ? `${prefix}[${step}]` : `${prefix}.${String(step)}`,
      (container as Record<PropertyKey, unknown> | undefined)?.[step],
    ],
    [key, given],
  );
  // A value that should name a secret may be the secret.
  const what = value === undefined ? 'missing' : /secretname$/i.test(name) ? 'not usable' : shown(value);
  return `${name} is ${what}: ${path.length > 0 ? key : 'it'} ${mustBe}`;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
