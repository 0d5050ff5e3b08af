import type { ItemValue, StoredItem } from '../../domain/audit/chain/stored-item.ts';
import { catchStreamFailure } from '../../domain/audit/chain/stream-failure.ts';
import type { IssuedLink, IssuedLinks } from '../../domain/listening/ports.ts';
import { ok } from '../../domain/shared/result.ts';
import { type AudioTimeline, timelineOfDuration } from '../../domain/shared/timeline/audio-timeline.ts';
import type { QueryableTrail } from './dynamodb-audit-trail.ts';

/** The event's id and its time are created in one request; the decision is made between the two. */
const BETWEEN_ID_AND_EVENT_MS = 60_000;
/** The last time up to which event keys sort by time. */
const LAST_TIME = '9999-12-31T23:59:59.999Z';

/**
 * Finds links in the audit trail: one query of the recording's events since the link was issued. The id of an event is a
 * UUIDv7 and contains this time. Only a later event can be about the link.
 */
export const dynamoDbIssuedLinks = (trail: Pick<QueryableTrail, 'readByRecording'>): IssuedLinks => ({
  find: (recordingSid, auditId) =>
    catchStreamFailure(async () => {
      const issuedAtMs = Number.parseInt(auditId.replaceAll('-', '').slice(0, 12), 16);
      const from = new Date(issuedAtMs - BETWEEN_ID_AND_EVENT_MS).toISOString();
      // A time beyond the year 9999 does not sort as text, and no link has it.
      if (from.length !== LAST_TIME.length) return ok(undefined);
      let link: Omit<IssuedLink, 'fetchEventIds'> | undefined;
      const fetchEventIds: string[] = [];
      const about = [{ anyOf: ['event_id', 'link_event_id'], equals: auditId }];
      for await (const item of trail.readByRecording(recordingSid, { from, to: LAST_TIME }, about)) {
        if (item['event'] === 'link_issued' && item['event_id'] === auditId) link ??= linkOf(item);
        if (item['event'] === 'media_fetched' && item['link_event_id'] === auditId) {
          fetchEventIds.push(textOf(item['event_id']));
        }
      }
      return ok(link && { ...link, fetchEventIds });
    }),
});

/** Returns undefined for an item that is not an event about a presigned link in the form that this product writes. */
const linkOf = (item: StoredItem): Omit<IssuedLink, 'fetchEventIds'> | undefined => {
  const expiresAt = new Date(textOf(item['link_expires_at']));
  const key = textOf(item['object_key']);
  const versionId = textOf(item['object_version']);
  const timeline = timelineOf(item);
  const accountSid = textOf(item['account_sid']);
  if (item['delivery'] !== 's3' || key === '' || Number.isNaN(expiresAt.getTime())) return undefined;
  return {
    caller: {
      ...(accountSid && { accountSid }),
      workerSid: textOf(item['worker_sid']),
      identity: textOf(item['identity']),
      realmUserId: textOf(item['realm_user_id']),
      roles: textsOf(item['roles']),
      tokenFingerprint: textOf(item['token_fingerprint']),
    },
    decision: {
      allowed: true,
      policyIds: textsOf(item['policy_ids']),
      policySet: textOf(item['policy_set']),
      reason: textOf(item['reason']),
    },
    sourceIp: textOf(item['source_ip']),
    object: { key, ...(versionId && { versionId }) },
    expiresAt,
    ...(timeline && { timeline }),
  };
};

const timelineOf = (item: StoredItem): AudioTimeline | undefined => {
  const { object_bytes: sizeBytes, recording_seconds: seconds, audio_offset_bytes: offsetBytes } = item;
  return typeof sizeBytes === 'number' && typeof seconds === 'number' && typeof offsetBytes === 'number'
    ? timelineOfDuration(sizeBytes, seconds, offsetBytes)
    : undefined;
};

const textOf = (value: ItemValue | undefined): string => (typeof value === 'string' ? value : '');

const textsOf = (value: ItemValue | undefined): string[] => (Array.isArray(value) ? value.map(textOf) : []);
