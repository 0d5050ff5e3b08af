import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { networkProblem } from '../program/network-problem.ts';
import type { NewestRecording } from './account-snapshot.ts';

/** The result of one test callback: the HTTP status, or the reason why there was no answer. */
export type CallbackAnswer = { readonly status: number } | { readonly problem: string };

const TIMEOUT_MS = 15_000;

/**
 * Posts a callback as Twilio does, signed with the auth token. Never throws. With `forged`, one character of the
 * signature differs.
 * @param url the address as it is set at Twilio; the fragment is neither sent nor signed
 */
export const sendTestCallback = async (
  { url, fields, authToken }: { url: string; fields: Readonly<Record<string, string>>; authToken: string },
  { forged = false } = {},
): Promise<CallbackAnswer> => {
  const [address = ''] = url.split('#', 1);
  const signature = getExpectedTwilioSignature(authToken, address, fields);
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'x-twilio-signature': forged ? differentSignature(signature) : signature },
      body: new URLSearchParams(fields),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    return { problem: networkProblem(error, TIMEOUT_MS) };
  }
};

const differentSignature = (signature: string): string => (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);

/** A task event that concerns no recording: the service verifies it, acknowledges it and stores nothing. */
export const testTaskEvent = (accountSid: string, workspaceSid: string, now: Date): Record<string, string> => ({
  AccountSid: accountSid,
  EventType: 'workspace.test',
  Timestamp: String(Math.floor(now.getTime() / 1_000)),
  TimestampMs: String(now.getTime()),
  WorkspaceSid: workspaceSid,
});

/** The callback that Twilio sent when this recording was completed. Sending it again changes no fact in the catalog. */
export const repeatedRecordingCallback = (
  accountSid: string,
  { sid, resource }: NewestRecording,
): Record<string, string> => {
  const { callSid, duration, channels, source, startTime, encryptionDetails } = resource;
  const text = (value: unknown) => (value === undefined || value === null ? undefined : String(value));
  const fields = {
    AccountSid: accountSid,
    CallSid: text(callSid),
    EncryptionDetails: encryptionDetails ? JSON.stringify(encryptionDetails) : undefined,
    ErrorCode: encryptionDetails ? '0' : undefined,
    RecordingChannels: text(channels),
    RecordingDuration: text(duration),
    RecordingSid: sid,
    RecordingSource: text(source),
    RecordingStartTime: startTime instanceof Date ? rfc2822(startTime) : undefined,
    RecordingStatus: 'completed',
  };
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};

const rfc2822 = (date: Date): string => date.toUTCString().replace('GMT', '+0000');
