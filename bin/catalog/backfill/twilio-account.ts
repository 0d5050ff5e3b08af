import { readFileSync } from 'node:fs';
import { secretsManagerTwilioCredentials } from '../../../lambda/adapters/secrets/secrets-manager-twilio-credentials.ts';
import { type AwsOptions, awsClients } from '../../deployment/aws-clients.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import { UsageError } from '../../terminal/exit-code.ts';

/** Which Twilio account, and which secret has its credentials, as the command line says it. */
export interface TwilioAccountOptions extends AwsOptions {
  readonly account?: string;
  readonly secret?: string;
}

/** An account with what authorises requests for it: its API key if the secret has one, else its auth token. */
export interface TwilioAccountAccess {
  readonly accountSid: string;
  readonly user: string;
  readonly password: string;
}

/** Finds the account (by option, else cdk.json) and reads its secret. Throws `UsageError` or `AwsError`. */
export const twilioAccountAccess = async (options: TwilioAccountOptions): Promise<TwilioAccountAccess> => {
  const configured = cdkContext();
  const accountSid = options.account ?? configured['accountSid'];
  const secretName = options.secret ?? configured['twilioSecretName'];
  if (typeof accountSid !== 'string' || !/^AC[0-9a-f]{32}$/.test(accountSid)) {
    throw new UsageError('Which Twilio account? Set accountSid in cdk.json, or say --account AC…');
  }
  if (typeof secretName !== 'string') {
    throw new UsageError('Which secret has its API key? Set twilioSecretName in cdk.json, or say --secret twilio/flex');
  }
  const source = secretsManagerTwilioCredentials({
    client: awsClients(options).secretsManager(),
    secretName,
    now: () => new Date(),
  });
  const { apiKey, authToken = '' } = orThrow(await source.current());
  return apiKey
    ? { accountSid, user: apiKey.sid, password: apiKey.secret }
    : { accountSid, user: accountSid, password: authToken };
};

/** The `playback` object of cdk.json in the current folder; empty where there is none. */
const cdkContext = (): Record<string, unknown> => {
  try {
    return JSON.parse(readFileSync('cdk.json', 'utf8'))?.context?.playback ?? {};
  } catch {
    return {};
  }
};
