import type { Context } from 'aws-lambda';
import type { Arrival, ArrivalOutcome } from '../domain/arrival/verify-arrival.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { err, type Result } from '../domain/shared/result.ts';
import type { ObjectCreatedEvent } from '../shell/object-created.ts';
import type { ArrivalLog } from './arrival-log.ts';
import { type ExpectedArrivals, parseArrival } from './parse-arrival.ts';

/**
 * Lambda repeats a failed asynchronous invocation after one minute and again after two more. An attempt this long after the
 * event is the last one.
 */
const LAST_ATTEMPT_AFTER_MS = 150_000;

export interface MediaVerifierDependencies {
  readonly verifyArrival: (arrival: Arrival) => Promise<Result<ArrivalOutcome, Failure>>;
  readonly expected: ExpectedArrivals;
  readonly log: ArrivalLog;
  readonly now: () => Date;
}

/**
 * Verifies the object that an event reports. Throws only when a later attempt may succeed, so that Lambda repeats it:
 * while something is unavailable, or while the catalog does not know the recording yet. After the last attempt nothing is
 * lost: the recording's first play verifies the object, as it does without this function.
 */
export const mediaVerifierHandler =
  ({ verifyArrival, expected, log, now }: MediaVerifierDependencies) =>
  async (event: Partial<ObjectCreatedEvent> | null, { awsRequestId }: Pick<Context, 'awsRequestId'>): Promise<void> => {
    const startedAt = now();
    const parsed = parseArrival(event, expected);
    if (parsed.kind === 'malformed') {
      return log.failed({ code: 'internal_error', reason: 'event_malformed' }, { request_id: awsRequestId });
    }
    if (parsed.kind === 'foreign') return log.ended(parsed, { request_id: awsRequestId });

    const context = { request_id: awsRequestId, recording_sid: parsed.arrival.recordingSid };
    const verified = await verifyArrival(parsed.arrival).catch((bug: unknown) =>
      err<Failure>({ code: 'internal_error', reason: 'bug', cause: bug }),
    );
    if (verified.ok) return log.ended(verified.value, context);
    if (verified.error.code !== 'unavailable') return log.failed(verified.error, context);
    if (startedAt.getTime() - parsed.at.getTime() >= LAST_ATTEMPT_AFTER_MS) {
      return log.leftToFirstPlay(verified.error, context);
    }
    log.willRetry(verified.error, context, startedAt);
    throw new Error(`Not verified yet: ${verified.error.reason}`);
  };
