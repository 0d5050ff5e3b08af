import { signedSecretsManager } from '../adapters/aws/signed-calls.ts';
import { secretsManagerTwilioCredentials } from '../adapters/secrets/secrets-manager-twilio-credentials.ts';
import { attachmentFromMessage } from '../adapters/sqs/attachment-message.ts';
import { signedSqs } from '../adapters/sqs/signed-sqs.ts';
import { sqsAttachmentSender } from '../adapters/sqs/sqs-attachment-queue.ts';
import { twilioTasks } from '../adapters/twilio/twilio-tasks.ts';
import { attachMedia } from '../domain/attachment/attach-media.ts';
import { stackLines } from '../shell/stack-lines.ts';
import { parseMediaAttacherConfig } from './config.ts';
import type { MediaAttacherDependencies } from './handler.ts';

/** Two attempts, for the secret and for the dead-letter queue, end before the function does. */
const AWS_REQUEST_TIMEOUT_MS = 2_000;

const now = () => new Date();

/** Wires the attacher to Twilio and AWS, as the environment says. Throws `EnvironmentError` when it does not fit. */
export const mediaAttacherDependencies = (): MediaAttacherDependencies => {
  const config = parseMediaAttacherConfig(process.env);
  const aws = { region: config.region, environment: process.env, requestTimeoutMs: AWS_REQUEST_TIMEOUT_MS };
  const credentials = secretsManagerTwilioCredentials({
    client: signedSecretsManager(aws),
    secretName: config.twilioSecretName,
    now,
  });
  const tasks = twilioTasks({ baseUrl: config.taskRouterBaseUrl, workspaceSid: config.workspaceSid, credentials });
  const { accountSid, urlProviderUrl, deadLetterQueueUrl, maxReceiveCount } = config;
  return {
    readAttachment: attachmentFromMessage,
    attach: attachment => attachMedia({ tasks, accountSid, urlProviderUrl, now }, attachment),
    keepGivenUp: sqsAttachmentSender({ client: signedSqs(aws), queueUrl: deadLetterQueueUrl }),
    maxReceiveCount,
    writeLine: stackLines(process.env),
    now,
  };
};
