import { signedSecretsManager } from '../adapters/aws/signed-calls.ts';
import { secretsManagerTwilioCredentials } from '../adapters/secrets/secrets-manager-twilio-credentials.ts';
import { signedSqs } from '../adapters/sqs/signed-sqs.ts';
import { sqsUpdateQueue } from '../adapters/sqs/sqs-update-queue.ts';
import { secretCallbackVerifier } from '../adapters/twilio/secret-callback-verifier.ts';
import { takeCallback } from '../domain/catalog/take-callback.ts';
import { takeEventStream } from '../domain/catalog/take-event-stream.ts';
import { requestLog } from '../shell/request-log.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseTwilioEventsConfig } from './config.ts';
import type { TwilioEventsDependencies } from './handler.ts';

/** Two attempts with this limit, for the secret and for the queue, end within the 15 seconds that Twilio waits. */
const AWS_REQUEST_TIMEOUT_MS = 3_000;

const now = () => new Date();

/** Connects the callbacks to AWS, by the function's environment. Throws `EnvironmentError` if it is invalid. */
export const twilioEventsDependencies = (): TwilioEventsDependencies => {
  const writeLine = stackLines(process.env);
  const { region, accountSid, callEventsQueueUrl, twilioSecretName } = parseTwilioEventsConfig(process.env);
  const aws = { region, environment: process.env, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS };
  const credentials = secretsManagerTwilioCredentials({
    client: signedSecretsManager(aws),
    secretName: twilioSecretName,
    now,
  });
  const dependencies = {
    verifier: secretCallbackVerifier(credentials),
    queue: sqsUpdateQueue({ client: signedSqs(aws), queueUrl: callEventsQueueUrl }),
    accountSid,
  };
  return {
    takeCallback: callback => takeCallback(dependencies, callback),
    takeEventStream: (request, receivedAt) => takeEventStream(dependencies, request, receivedAt),
    log: requestLog(writeLine, now),
    writeLine,
    now,
  };
};
