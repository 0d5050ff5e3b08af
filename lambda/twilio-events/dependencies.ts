import { signedDynamoDb, signedSecretsManager } from '../adapters/aws/signed-calls.ts';
import { dynamoDbCatalogWriter } from '../adapters/dynamodb/dynamodb-recording-catalog.ts';
import { secretsManagerTwilioCredentials } from '../adapters/secrets/secrets-manager-twilio-credentials.ts';
import { secretCallbackVerifier } from '../adapters/twilio/secret-callback-verifier.ts';
import { takeCallback } from '../domain/catalog/take-callback.ts';
import { requestLog } from '../shell/request-log.ts';
import { parseTwilioEventsConfig } from './config.ts';
import type { TwilioEventsDependencies } from './handler.ts';

/** Two attempts of this, for the secret and for the table, stay inside the 15 seconds that Twilio waits. */
const AWS_REQUEST_TIMEOUT_MS = 3_000;

const now = () => new Date();
// Straight to stdout: console.log would put Lambda's own prefix before the JSON, and the metric would not be found.
const writeLine = (line: string) => void process.stdout.write(`${line}\n`);

/** Wires the callbacks to AWS, as the environment says. Throws `EnvironmentError` when it does not fit. */
export const twilioEventsDependencies = (): TwilioEventsDependencies => {
  const { region, accountSid, recordingsTable, twilioSecretName } = parseTwilioEventsConfig(process.env);
  const aws = { region, environment: process.env, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS };
  const credentials = secretsManagerTwilioCredentials({
    client: signedSecretsManager(aws),
    secretName: twilioSecretName,
    now,
  });
  const dependencies = {
    verifier: secretCallbackVerifier(credentials),
    catalog: dynamoDbCatalogWriter({ client: signedDynamoDb(aws), table: recordingsTable }),
    accountSid,
  };
  return {
    takeCallback: callback => takeCallback(dependencies, callback),
    log: requestLog(writeLine, now),
    writeLine,
    now,
  };
};
