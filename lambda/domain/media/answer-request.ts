import { type Failure, fail } from '../shared/failure.ts';
import { ok, type Result } from '../shared/result.ts';
import { waveTimeline } from '../shared/timeline/wave-timeline.ts';
import { noteSent } from './coverage/note-sent.ts';
import { SentMeter } from './coverage/sent-meter.ts';
import type { EarlyRead } from './early-read.ts';
import type { LinkLease } from './lease/link-lease.ts';
import type { MediaAnswer } from './media-answer.ts';
import type { MediaRequest } from './media-request.ts';
import {
  type OpeningMode,
  type OpenRecording,
  type OpenRecordingDependencies,
  openRecording,
} from './open-recording.ts';
import type { OpenedRecordings } from './opened-recordings.ts';
import type { LinkCoverages, MediaSource } from './ports.ts';
import { type RangeToRead, type ReadRangeDependencies, readRange } from './read-range.ts';
import { selectAnswer } from './select-answer.ts';

export interface AnswerDependencies extends OpenRecordingDependencies, ReadRangeDependencies {
  readonly opened: OpenedRecordings;
  readonly coverages: LinkCoverages;
}

/** A request whose lease was checked and whose opening is in the audit trail. */
interface AdmittedRequest {
  readonly lease: LinkLease;
  readonly request: MediaRequest;
  readonly early: EarlyRead | undefined;
}

/** Answers with the recording as it was opened before. If the object has changed since then, opens it again once. */
export const answerFor = async (
  dependencies: AnswerDependencies,
  { lease, request, early }: AdmittedRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const answer = early
    ? await addBody(dependencies, request, { ...early, lease })
    : await answerAs('as-noted', dependencies, lease, request);
  if (answer.ok || answer.error.code !== 'recording_changed') return answer;
  dependencies.opened.forget(lease.linkHash);
  return answerAs('afresh', dependencies, lease, request);
};

const answerAs = async (
  mode: OpeningMode,
  dependencies: AnswerDependencies,
  lease: LinkLease,
  request: MediaRequest,
): Promise<Result<MediaAnswer, Failure>> => {
  const known = mode === 'as-noted' ? dependencies.opened.find(lease)?.recording : undefined;
  const opened = known ? ok(known) : await openRecording(dependencies, lease, mode);
  if (!opened.ok) return opened;
  dependencies.opened.remember(lease, opened.value);

  const selected = selectAnswer(request, opened.value);
  if (selected.ok && selected.value.span) {
    const { head, span } = selected.value;
    const bytes = dependencies.source.readPart(lease.object, { ...span, etag: opened.value.etag });
    return addBody(dependencies, request, { lease, recording: opened.value, head, span, bytes });
  }
  // A read fails if the object has changed. An answer without a body needs its own check.
  const same = mode === 'as-noted' ? await checkUnchanged(dependencies.source, lease, opened.value) : ok(undefined);
  if (!same.ok) return same;
  return selected.ok ? ok(selected.value.head) : selected;
};

/** Adds the body. What of it leaves is noted when the answer has ended. */
const addBody = async (
  dependencies: AnswerDependencies,
  { requestId }: MediaRequest,
  { head, ...range }: RangeToRead & { readonly head: MediaAnswer },
): Promise<Result<MediaAnswer, Failure>> => {
  const firstAt = dependencies.now();
  const body = await readRange(dependencies, range);
  if (!body.ok) return body;
  const { lease, recording, span } = range;
  const meter = new SentMeter();
  return ok({
    ...head,
    body: meter.pass(body.value),
    noteSent: () =>
      noteSent(dependencies.coverages, lease, {
        ...{ requestId, firstAt, lastAt: dependencies.now(), sizeBytes: recording.sizeBytes },
        range: [span.start, span.start + meter.sentBytes],
        timeline:
          // The header of an encrypted recording can be read only now.
          (span.start === 0 ? waveTimeline(meter.firstBytes, recording.sizeBytes) : undefined) ?? lease.object.timeline,
      }),
  });
};

const checkUnchanged = async (
  source: MediaSource,
  { object }: LinkLease,
  { etag }: OpenRecording,
): Promise<Result<void, Failure>> => {
  const current = await source.describe(object);
  if (!current.ok) return current;
  return current.value.etag === etag ? ok(undefined) : fail('recording_changed', 'recording_changed');
};
