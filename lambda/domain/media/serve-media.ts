import type { Failure } from '../shared/failure.ts';
import { err, type Result } from '../shared/result.ts';
import { type AnswerDependencies, answerFor } from './answer-request.ts';
import { abortUnlessOk, startEarlyRead } from './early-read.ts';
import type { LinkLease } from './lease/link-lease.ts';
import { linkHashOf } from './lease/link-token.ts';
import { type RecordIncidentDependencies, recordIncident } from './lease/record-incident.ts';
import { recordOpening, redeemLink } from './lease/redeem-link.ts';
import type { MediaAnswer } from './media-answer.ts';
import { failureEvent, type MediaMoment } from './media-events.ts';
import type { MediaRequest } from './media-request.ts';

export interface ServeMediaDependencies extends RecordIncidentDependencies, AnswerDependencies {
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/**
 * Serves a streamed link: redeem ▸ record the opening ▸ open (unwrap, verify once) ▸ select the range ▸ read ▸ decrypt.
 * If this instance has opened the recording before, the read starts while the lease is being checked, and is aborted if
 * the link is refused.
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
  const early = startEarlyRead(dependencies, request);
  const admitted = await abortUnlessOk(early, admit(dependencies, request, moment));
  if (!admitted.ok) {
    if (admitted.error.reason === 'link_revoked' && request.token)
      dependencies.opened.forget(linkHashOf(request.token));
    return admitted;
  }
  const lease = admitted.value;
  const [answer] = await Promise.all([
    answerFor(dependencies, { lease, request, early }),
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

/** Returns the lease if it is valid for this request and its opening is in the audit trail. Fails as `redeemLink` does. */
const admit = async (
  dependencies: RecordIncidentDependencies,
  request: MediaRequest,
  moment: MediaMoment,
): Promise<Result<LinkLease, Failure>> => {
  const redeemed = await redeemLink(dependencies, request, moment);
  if (!redeemed.ok) return redeemed;
  const recorded = await recordOpening(dependencies.audit, redeemed.value);
  return recorded.ok ? redeemed : recorded;
};
