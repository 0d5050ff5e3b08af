import { readSettings, text, wholeNumber } from '../shell/settings.ts';

const settings = {
  region: text('AWS_REGION'),
  accountSid: text('ACCOUNT_SID', /^AC[0-9a-f]{32}$/, 'a Twilio account SID is needed'),
  workspaceSid: text('WORKSPACE_SID', /^WS[0-9a-f]{32}$/, 'a TaskRouter workspace SID is needed'),
  twilioSecretName: text('TWILIO_SECRET_NAME'),
  taskRouterBaseUrl: text('TASKROUTER_BASE_URL'),
  urlProviderUrl: text('URL_PROVIDER_URL'),
  deadLetterQueueUrl: text('DEAD_LETTER_QUEUE_URL'),
  maxReceiveCount: wholeNumber('MAX_RECEIVE_COUNT'),
};

/**
 * Reads the environment of the function that attaches recordings to tasks. The stack sets each variable together with the
 * grant that it needs. Throws `EnvironmentError`, naming every variable that is missing or wrong.
 */
export const parseMediaAttacherConfig = (environment: Readonly<Record<string, string | undefined>>) =>
  readSettings(settings, environment);
