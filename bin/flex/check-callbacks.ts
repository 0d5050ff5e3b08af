import { setTimeout as sleep } from 'node:timers/promises';
import type { TwilioCredentials } from '../../lambda/adapters/twilio/twilio-credentials.ts';
import { TwilioError } from '../deployment/twilio-error.ts';
import type { AccountSnapshot } from './account-snapshot.ts';
import { hasActiveSink } from './event-streams.ts';
import { addressOf, type DeploymentExpectations } from './plan-settings.ts';
import { type CallbackAnswer, repeatedRecordingCallback, sendTestCallback, testTaskEvent } from './test-callback.ts';
import { awaitTwilio, twilioClient } from './twilio-client.ts';

/** One check of `flex status`. */
export interface StatusCheck {
  readonly check: string;
  readonly result: 'ok' | 'failed' | 'skipped';
  readonly details: string;
}

/** The input of the checks. */
export interface CallbackCheckOptions {
  readonly accountSid: string;
  readonly credentials: TwilioCredentials;
  readonly account: AccountSnapshot;
  readonly expected: DeploymentExpectations;
  readonly twilioBaseUrl?: string | undefined;
  /** Reads the catalog with the operator's own AWS credentials. */
  readonly isInCatalog: (recordingSid: string) => Promise<boolean>;
}

/** A callback is answered when it is durable in the queue. Its facts are in the catalog soon afterwards. */
const CATALOG_TRIES = 30;
const CATALOG_PAUSE_MS = 500;

/**
 * Proves that callbacks of Twilio arrive: that Twilio accepts the auth token with which the service verifies signatures,
 * that each address set at Twilio accepts a callback with a right signature and refuses one with a wrong signature, and
 * that the facts of a recording reach the catalog. Throws `AwsError` when the catalog cannot be read.
 */
export const checkCallbacks = async (options: CallbackCheckOptions): Promise<StatusCheck[]> => {
  const { accountSid, account, credentials, expected } = options;
  const { authToken } = credentials;
  if (!authToken) {
    const details = 'the secret has no authToken: without it, the service cannot verify callbacks';
    return [{ check: 'auth token', result: 'failed', details }];
  }
  const taskEvent = testTaskEvent(accountSid, account.workspaceSid, new Date());
  const recording = account.newestRecording;
  const repeated = recording && repeatedRecordingCallback(accountSid, recording);
  return [
    await checkAuthToken(options, authToken),
    ...(isReplacedByEventStreams(options)
      ? [{ check: 'task events: right signature', result: 'skipped', details: VIA_EVENT_STREAMS } as const]
      : await checkAddress('task events', {
          url: account.eventCallbackUrl,
          own: expected.taskEventsCallbackUrl,
          ...{ fields: taskEvent, authToken },
        })),
    ...(await checkAddress('recording callbacks', {
      url: account.callRecordingWebhookUrl,
      own: expected.recordingStatusCallbackUrl,
      ...{ fields: repeated, authToken },
    })),
    ...(recording && isOwn(account.callRecordingWebhookUrl, expected.recordingStatusCallbackUrl)
      ? [await checkCatalog(recording.sid, options)]
      : []),
  ];
};

const VIA_EVENT_STREAMS = 'they arrive through Event Streams, which Twilio tests itself (docs/flex-setup.md)';

/** The address of another service gets no test callback. */
const isReplacedByEventStreams = ({ account, expected }: CallbackCheckOptions): boolean =>
  account.eventCallbackUrl !== expected.taskEventsCallbackUrl && hasActiveSink(account, expected);

const checkAuthToken = async (
  { accountSid, twilioBaseUrl }: CallbackCheckOptions,
  authToken: string,
): Promise<StatusCheck> => {
  const check = 'auth token';
  const client = twilioClient({ accountSid, user: accountSid, password: authToken }, twilioBaseUrl);
  try {
    const { status } = await awaitTwilio('the account', client.api.v2010.accounts(accountSid).fetch());
    return status === 'active'
      ? { check, result: 'ok', details: 'Twilio accepts it' }
      : { check, result: 'failed', details: `the Twilio account is ${status}` };
  } catch (error) {
    if (!(error instanceof TwilioError)) throw error;
    return { check, result: 'failed', details: error.message };
  }
};

/** One address that is set at Twilio, the deployment's own one, and the callback to send there. */
interface CheckedAddress {
  readonly url: string | undefined;
  readonly own: string;
  /** Undefined: there is nothing to report. */
  readonly fields: Readonly<Record<string, string>> | undefined;
  readonly authToken: string;
}

/** Whether an address that is set at Twilio is the deployment's own. Another service gets no facts of recordings. */
const isOwn = (url: string | undefined, own: string): boolean => url !== undefined && addressOf(url) === addressOf(own);

const checkAddress = async (what: string, { url, own, fields, authToken }: CheckedAddress): Promise<StatusCheck[]> => {
  const [right, wrong] = [`${what}: right signature`, `${what}: wrong signature`];
  if (url === undefined) return [{ check: right, result: 'failed', details: 'no address is set at Twilio' }];
  if (!isOwn(url, own))
    return [{ check: right, result: 'failed', details: "the address is another service's: no test callback is sent" }];
  if (fields === undefined)
    return [{ check: right, result: 'skipped', details: 'the account has no recording to report' }];
  const accepted = await sendTestCallback({ url, fields, authToken });
  const refused = await sendTestCallback({ url, fields, authToken }, { forged: true });
  return [
    { check: right, result: hasStatus(accepted, 204) ? 'ok' : 'failed', details: answerText(accepted, 204) },
    { check: wrong, result: hasStatus(refused, 403) ? 'ok' : 'failed', details: answerText(refused, 403) },
  ];
};

const hasStatus = (answer: CallbackAnswer, expected: number): boolean =>
  'status' in answer && answer.status === expected;

const answerText = (answer: CallbackAnswer, expected: number): string => {
  if ('problem' in answer) return `no answer: ${answer.problem}`;
  return answer.status === expected ? `answered ${expected}` : `answered ${answer.status}, expected ${expected}`;
};

const checkCatalog = async (recordingSid: string, { isInCatalog }: CallbackCheckOptions): Promise<StatusCheck> => {
  const check = 'newest recording in the catalog';
  for (let tries = 1; ; tries++) {
    if (await isInCatalog(recordingSid)) return { check, result: 'ok', details: recordingSid };
    if (tries === CATALOG_TRIES) return { check, result: 'failed', details: `${recordingSid} did not arrive` };
    await sleep(CATALOG_PAUSE_MS);
  }
};
