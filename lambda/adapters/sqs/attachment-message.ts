import type { Attachment } from '../../domain/attachment/attachment.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import { parseRecordingSid } from '../../domain/shared/recording-sid.ts';

/** A message of another version is not read. Raise it when a member changes its meaning. */
const VERSION = 1;

/**
 * Returns an attachment as the text of a message, JSON.
 * @param reason why the attachment was given up, for the operator who reads the dead-letter queue
 */
export const attachmentMessage = (attachment: Attachment, reason?: string): string =>
  JSON.stringify({ version: VERSION, ...attachment, ...(reason !== undefined && { reason }) });

/**
 * Reads the attachment of a message; ignores the reason of an attachment that was given up. Returns undefined for
 * any other text, because other senders may have access to the queue.
 */
export const attachmentFromMessage = (text: string): Attachment | undefined => {
  const message = Object(parseJson(text)) as Record<string, unknown>;
  const { version, taskSid, recordingStartedAt, callSid, channels } = message;
  const recordingSid = parseRecordingSid(String(message['recordingSid']));
  const startedAt = new Date(String(recordingStartedAt));
  const isValid =
    version === VERSION &&
    isSid('WT', taskSid) &&
    !Number.isNaN(startedAt.getTime()) &&
    (callSid === undefined || isSid('CA', callSid)) &&
    (channels === undefined || Number.isSafeInteger(channels));
  if (!isValid || !recordingSid) return undefined;
  return {
    taskSid,
    recordingSid,
    recordingStartedAt: startedAt,
    ...(callSid !== undefined && { callSid: String(callSid) }),
    ...(channels !== undefined && { channels: Number(channels) }),
  };
};

const isSid = (prefix: string, value: unknown): value is string =>
  typeof value === 'string' && new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value);
