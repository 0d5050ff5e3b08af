import { readFileSync } from 'node:fs';
import { secretsManagerTwilioCredentials } from '../../lambda/adapters/secrets/secrets-manager-twilio-credentials.ts';
import type { TwilioCredentials } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import { UsageError } from '../terminal/exit-code.ts';
import { awsClients } from './aws-clients.ts';
import type { AwsOptions } from './aws-options.ts';
import { orThrow } from './or-throw.ts';

/** The options that name the Twilio account and the secret with its credentials. */
export interface TwilioAccountOptions extends AwsOptions {
  readonly account?: string | undefined;
  readonly secret?: string;
}

/** An account and its credentials: the API key if the secret has one, otherwise the auth token. */
export interface TwilioAccountAccess {
  readonly accountSid: string;
  readonly user: string;
  readonly password: string;
}

/** Reads the account's REST credentials. Throws `UsageError` or `AwsError`. */
export const readTwilioAccountAccess = async (options: TwilioAccountOptions): Promise<TwilioAccountAccess> => {
  const { accountSid, credentials } = await readTwilioAccountCredentials(options);
  return restAccess(accountSid, credentials);
};

/** Chooses the credentials of Twilio's REST API: the API key if there is one, otherwise the auth token. */
export const restAccess = (accountSid: string, { apiKey, authToken = '' }: TwilioCredentials): TwilioAccountAccess =>
  apiKey
    ? { accountSid, user: apiKey.sid, password: apiKey.secret }
    : { accountSid, user: accountSid, password: authToken };

/**
 * Reads the secret of the account that the options or cdk.json name: the API key and the auth token, as far as they are
 * there. Throws `UsageError` or `AwsError`.
 */
export const readTwilioAccountCredentials = async (
  options: TwilioAccountOptions,
): Promise<{ readonly accountSid: string; readonly credentials: TwilioCredentials }> => {
  const configured = readCdkContext();
  const { accountSid, secretName } = chosenAccount(options, configured);
  if (typeof accountSid !== 'string' || !/^AC[0-9a-f]{32}$/.test(accountSid)) {
    throw new UsageError('The Twilio account is missing or invalid. Set accountSid in cdk.json, or use --account AC…');
  }
  if (typeof secretName !== 'string') {
    throw new UsageError(
      'The name of the Twilio secret is missing. Set twilioSecretName in cdk.json, or use --secret twilio/flex',
    );
  }
  const source = secretsManagerTwilioCredentials({
    client: awsClients(options).secretsManager(),
    secretName,
    now: () => new Date(),
  });
  return { accountSid, credentials: orThrow(await source.readCurrent()) };
};

/** Returns the account of the options, or the only one of cdk.json, and the secret that cdk.json names for this account. */
const chosenAccount = (options: TwilioAccountOptions, configured: Readonly<Record<string, unknown>>) => {
  const { accounts } = configured;
  if (!Array.isArray(accounts)) {
    return {
      accountSid: options.account ?? configured['accountSid'],
      secretName: options.secret ?? configured['twilioSecretName'],
    };
  }
  const entries = accounts.map((entry: unknown): Record<string, unknown> => Object(entry));
  const own = entries.find(({ accountSid }) => accountSid === options.account);
  if (!own) {
    const known = entries.map(({ accountSid }) => String(accountSid)).join(', ');
    throw new UsageError(`cdk.json has several Twilio accounts. Say which one: --account AC…, one of ${known}`);
  }
  return { accountSid: options.account, secretName: options.secret ?? own['twilioSecretName'] };
};

/** Reads the `playback` object of cdk.json in the current folder. Returns an empty object when there is none. */
export const readCdkContext = (): Record<string, unknown> => {
  try {
    return JSON.parse(readFileSync('cdk.json', 'utf8'))?.context?.playback ?? {};
  } catch {
    return {};
  }
};
