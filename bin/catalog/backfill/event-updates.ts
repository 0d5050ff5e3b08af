import type { CatalogUpdate } from '../../../lambda/domain/catalog/catalog-update.ts';
import { readStreamEvent } from '../../../lambda/domain/catalog/stream-event.ts';
import { type Failure, fail } from '../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../lambda/domain/shared/result.ts';

/** The workspace whose events are read. */
export interface EventSource {
  readonly accountSid: string;
  readonly workspaceSid: string;
}

/**
 * Returns what an event of TaskRouter's Events API says about tasks: the same as the callback about this event, or the event
 * of Event Streams, whose members have the same names. Its age does not matter, because it comes from TaskRouter itself. The
 * list is empty for an event that tells nothing about recordings.
 *
 * Fails with `callback_refused` (another account or workspace) or `callback_malformed`.
 */
export const eventUpdates = (
  event: unknown,
  { accountSid, workspaceSid }: EventSource,
): Result<readonly CatalogUpdate[], Failure> => {
  const { account_sid, workspace_sid, event_type: type, event_date_ms: ms, event_data: data } = Object(event);
  if (workspace_sid !== workspaceSid) return fail('callback_refused', 'foreign_workspace');
  if (typeof type !== 'string') return fail('callback_malformed', 'event_type_malformed');
  if (!Number.isSafeInteger(ms) || Number.isNaN(new Date(ms).getTime()))
    return fail('callback_malformed', 'timestamp_malformed');
  const at = new Date(ms);
  const payload = { ...Object(data), account_sid, timestamp: at.toISOString() };
  const read = readStreamEvent(
    { type: `com.twilio.taskrouter.${type}`, data: { payload } },
    { accountSid, receivedAt: at },
  );
  if (!read.ok) return read;
  return ok(read.value.kind === 'facts' ? read.value.updates : []);
};
