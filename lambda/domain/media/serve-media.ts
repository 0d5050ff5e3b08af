import { type Failure, fail } from '../shared/failure.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { LinkLease } from './lease/link-lease.ts';
import { linkHashOf } from './lease/link-token.ts';
import { type RecordIncidentDependencies, recordIncident } from './lease/record-incident.ts';
import { recordOpening, redeemLink } from './lease/redeem-link.ts';
import type { MediaAnswer } from './media-answer.ts';
import { failureEvent, type MediaMoment } from './media-events.ts';
import type { MediaRequest } from './media-request.ts';
import {
  type OpeningMode,
  type OpenRecording,
  type OpenRecordingDependencies,
  openRecording,
} from './open-recording.ts';
import type { OpenedRecordings } from './opened-recordings.ts';
import type { MediaSource } from './ports.ts';
import { readRange } from './read-range.ts';
import { selectAnswer } from './select-answer.ts';

export interface ServeMediaDependencies extends RecordIncidentDependencies, OpenRecordingDependencies {
  readonly opened: OpenedRecordings;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/**
 * Serves a streamed link: redeem ▸ record the opening ▸ open (unwrap, verify once) ▸ select the range ▸ read ▸ decrypt.
 * Returns no byte before the opening is durable in the audit trail, and none of an encrypted recording before its tag was
 * checked. Fails with `forbidden` for a link that is not valid, with `range_required` for a recording that is too large
 * for one answer, and as `redeemLink` and `openRecording` do. Records failures that concern the recording itself first.
 */
export const serveMedia = async (
  dependencies: ServeMediaDependencies,
  request: MediaRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const moment: MediaMoment = {
    client: request.client,
    at: dependencies.now(),
    eventId: dependencies.newEventId(),
    requestId: request.requestId,
  };
  dependencies.opened.forgetExpired(moment.at);
  const redeemed = await redeemLink(dependencies, request, moment);
  if (!redeemed.ok) {
    if (redeemed.error.reason === 'link_revoked' && request.token)
      dependencies.opened.forget(linkHashOf(request.token));
    return redeemed;
  }
  const lease = redeemed.value;
  const recorded = await recordOpening(dependencies.audit, lease);
  if (!recorded.ok) return recorded;

  const [answer] = await Promise.all([
    answerFor(dependencies, lease, request),
    // If this write fails, the next request only appends the same event again.
    lease.openingRecordedAt ? undefined : dependencies.leases.markOpeningRecorded(lease.linkHash, moment.at),
  ]);
  const event = answer.ok ? undefined : failureEvent(answer.error.code);
  if (answer.ok || !event) return answer;
  const incident = { event, reason: answer.error.reason };
  const noted = await recordIncident(dependencies, lease, incident, { ...moment, eventId: dependencies.newEventId() });
  if (!noted.ok) return noted;
  return err({ ...answer.error, ...(noted.value && { unrecorded: noted.value }) });
};

/** Answers with the recording as it was opened before. If the object has changed since then, opens it again once. */
const answerFor = async (
  dependencies: ServeMediaDependencies,
  lease: LinkLease,
  request: MediaRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const answer = await answerAs('as-noted', dependencies, lease, request);
  if (answer.ok || answer.error.code !== 'recording_changed') return answer;
  dependencies.opened.forget(lease.linkHash);
  return answerAs('afresh', dependencies, lease, request);
};

const answerAs = async (
  mode: OpeningMode,
  dependencies: ServeMediaDependencies,
  lease: LinkLease,
  request: MediaRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const known = mode === 'as-noted' ? dependencies.opened.find(lease) : undefined;
  const opened = known ? ok(known) : await openRecording(dependencies, lease, mode);
  if (!opened.ok) return opened;
  dependencies.opened.remember(lease, opened.value);

  const selected = selectAnswer(request, opened.value);
  if (selected.ok && selected.value.span) {
    const body = await readRange(dependencies, lease, opened.value, selected.value.span);
    return body.ok ? ok({ ...selected.value.head, body: body.value }) : body;
  }
  // A read fails if the object has changed. An answer without a body needs its own check.
  const same = mode === 'as-noted' ? await unchanged(dependencies.source, lease, opened.value) : ok(undefined);
  if (!same.ok) return same;
  return selected.ok ? ok(selected.value.head) : selected;
};

const unchanged = async (
  source: MediaSource,
  { object }: LinkLease,
  { etag }: OpenRecording,
): Promise<Result<void, Failure>> => {
  const current = await source.describe(object);
  if (!current.ok) return current;
  return current.value.etag === etag ? ok(undefined) : fail('recording_changed', 'recording_changed');
};
