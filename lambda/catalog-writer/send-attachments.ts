import type { Attachment } from '../domain/attachment/attachment.ts';
import type { CatalogEntry } from '../domain/catalog/catalog-entry.ts';
import type { RecordingCatalog } from '../domain/playback/ports.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { RecordingSid } from '../domain/shared/recording-sid.ts';
import { err, ok, type Result } from '../domain/shared/result.ts';

/** Where attachments go. `send` fails with `unavailable` or `internal_error`. */
export interface AttachmentQueueDependencies {
  readonly catalog: RecordingCatalog;
  readonly send: (attachment: Attachment) => Promise<Result<void, Failure>>;
}

/**
 * Sends an attachment for each recording whose task is known. A recording is sent again with each message that is about it:
 * the attacher finds then that it is attached. Fails as `send` and the catalog do; the message about it comes back then.
 */
export const sendAttachments = async (
  { catalog, send }: AttachmentQueueDependencies,
  recordingSids: Iterable<RecordingSid>,
): Promise<Result<void, Failure>> => {
  const sent = await Promise.all(
    [...recordingSids].map(async (recordingSid): Promise<Result<void, Failure>> => {
      const entry = await catalog.find(recordingSid);
      if (!entry.ok) return entry;
      const attachment = entry.value && attachmentOf(entry.value);
      return attachment ? send(attachment) : ok(undefined);
    }),
  );
  const failed = sent.find(result => !result.ok);
  return failed && !failed.ok ? err(failed.error) : ok(undefined);
};

/** Returns the attachment of a recording. Undefined: its task or its start is not known yet. */
const attachmentOf = (entry: CatalogEntry): Attachment | undefined => {
  const { recordingSid, taskSid, startedAt, callSid, conferenceSid, channels } = entry;
  if (taskSid === undefined || startedAt === undefined) return undefined;
  return {
    taskSid,
    recordingSid,
    recordingStartedAt: startedAt,
    // Twilio can name a call of the conference, too. The recording is not of that call alone.
    ...(callSid !== undefined && conferenceSid === undefined && { callSid }),
    ...(channels !== undefined && { channels }),
  };
};
