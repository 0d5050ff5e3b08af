import { MAX_PART_BYTES, selectRange } from './byte-range.ts';
import { decrypted } from './content-cipher.ts';
import { exactBytes } from './exact-bytes.ts';
import { type Failure, fail } from './failure.ts';
import type { LinkLease } from './link-lease.ts';
import { answerHead, type Selected, selectedSpan, unsatisfiableAnswer } from './media-answer.ts';
import { type MediaMoment, mediaFailed } from './media-audit.ts';
import type { MediaAnswer, MediaRequest } from './media-request.ts';
import {
  type OpeningMode,
  type OpenRecording,
  type OpenRecordingDependencies,
  openRecording,
} from './open-recording.ts';
import type { OpenRecordings } from './open-recordings.ts';
import { type RedeemLinkDependencies, recordOpening, redeemLink } from './redeem-link.ts';
import { ok, type Result } from './result.ts';
import { whileLive } from './while-live.ts';

export interface ServeMediaDependencies extends RedeemLinkDependencies, OpenRecordingDependencies {
  readonly opened: OpenRecordings;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/** The platform ends a streamed answer at 200 MB (AWS Lambda quotas); what is larger has to be asked for in ranges. */
export const MAX_ANSWER_BYTES = 200 * 1024 * 1024;

/**
 * Serves a streamed link: redeem ▸ record the opening ▸ open (unwrap, verify once) ▸ select the range ▸ read ▸ decrypt.
 * Nothing leaves before the opening is durable in the audit trail, and nothing of an encrypted recording before its tag
 * was checked. Fails with `forbidden` for any link that does not serve, `range_required` for a whole recording that is
 * too large, and as `redeemLink` and `openRecording` do; what concerns the recording itself is put on record first.
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
  const redeemed = await redeemLink(dependencies, request, moment);
  if (!redeemed.ok) return redeemed;
  const lease = redeemed.value;
  const recorded = await recordOpening(dependencies.audit, lease);
  if (!recorded.ok) return recorded;

  const [answer] = await Promise.all([
    answerFor(dependencies, lease, request),
    // Not being able to note it only means that the next request puts the same event again.
    lease.openingRecordedAt ? undefined : dependencies.leases.markOpeningRecorded(lease.linkHash, moment.at),
  ]);
  if (answer.ok) return answer;
  const event = mediaFailed(lease, answer.error, { ...moment, eventId: dependencies.newEventId() });
  const failed = event ? await dependencies.audit.append(event) : ok(undefined);
  return failed.ok ? answer : failed;
};

/** Reads the recording as it is known to be; if the object has changed since, opens it again, once. */
const answerFor = async (
  dependencies: ServeMediaDependencies,
  lease: LinkLease,
  request: MediaRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const answer = await answerAs('as-noted', dependencies, lease, request);
  if (answer.ok || answer.error.code !== 'recording_changed') return answer;
  dependencies.opened.forget(lease);
  return answerAs('afresh', dependencies, lease, request);
};

const answerAs = async (
  mode: OpeningMode,
  dependencies: ServeMediaDependencies,
  lease: LinkLease,
  request: MediaRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const known = dependencies.opened.find(lease, dependencies.now());
  const opened = known ? ok(known) : await openRecording(dependencies, lease, mode, request.signal);
  if (!opened.ok) return opened;
  dependencies.opened.remember(lease, opened.value);

  // Ranges are defined for GET alone (RFC 9110 §14.2).
  const selection = selectRange(request.method === 'GET' ? request.range : {}, opened.value);
  if (selection.kind === 'unsatisfiable') return ok(unsatisfiableAnswer(opened.value));
  if (request.method === 'HEAD') return ok(answerHead(selection, opened.value));
  if (selection.kind === 'whole' && opened.value.sizeBytes > MAX_ANSWER_BYTES) {
    return fail('range_required', 'larger_than_one_answer');
  }
  const body = await bodyOf(dependencies, lease, opened.value, { selection, signal: request.signal });
  return body.ok ? ok({ ...answerHead(selection, opened.value), body: body.value }) : body;
};

const bodyOf = async (
  { source, leases }: ServeMediaDependencies,
  { object, linkHash }: LinkLease,
  { etag, sizeBytes, cipher }: OpenRecording,
  { selection, signal }: { readonly selection: Selected; readonly signal: AbortSignal },
): Promise<Result<AsyncIterable<Uint8Array>, Failure>> => {
  const { start, end } = selectedSpan(selection, sizeBytes);
  if (end < start) return ok(nothing());
  const read = await source.readPart(object, { start, end, etag }, signal);
  if (!read.ok) return read;
  const isLive = async () => {
    const lease = await leases.find(linkHash);
    return lease.ok ? ok(lease.value !== undefined && !lease.value.revocation) : lease;
  };
  const live = whileLive(read.value.body, { everyBytes: MAX_PART_BYTES, isLive });
  const bytes = exactBytes(live, end - start + 1);
  return ok(cipher ? decrypted(bytes, cipher, start) : bytes);
};

/** The body of an empty recording. */
async function* nothing(): AsyncGenerator<Uint8Array> {}
