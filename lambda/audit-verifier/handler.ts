import type { Context, EventBridgeEvent } from 'aws-lambda';
import type { DailyRun } from '../domain/audit/daily/verify-parts.ts';
import type { ChainEvent } from '../domain/audit/events/chain-event.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import type { VerifierLog } from './verifier-log.ts';

/** Time that must be left to record the result, so that Lambda does not end the run before that. */
const TIME_TO_RECORD_MS = 30_000;
/** Findings that get a log line of their own. All are counted. */
const LOGGED_FINDINGS = 100;

export interface AuditVerifierDependencies {
  readonly verifyParts: (run: DailyRun) => Promise<Result<ChainEvent, Failure>>;
  readonly log: VerifierLog;
  readonly now: () => Date;
}

type ScheduledEvent = Partial<Pick<EventBridgeEvent<string, unknown>, 'time'>>;

/** The result of a run, for somebody who invokes the function by hand. */
export type VerifierResult = Pick<ChainEvent, 'event' | 'event_id' | 'verified_periods' | 'finding_count'>;

/**
 * Verifies the parts of the trail whose turn it is on the day of the event's `time`, or today. With an earlier `time`, an
 * operator repeats the run of that day. Throws if the verification could not be completed and recorded: Lambda counts the
 * error and tries again. A finding is a result, and no error.
 */
export const auditVerifierHandler =
  ({ verifyParts, log, now }: AuditVerifierDependencies) =>
  async (
    event: ScheduledEvent | null,
    context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  ): Promise<VerifierResult> => {
    const request = { request_id: context.awsRequestId };
    let logged = 0;
    const verified = await verifyParts({
      day: dayOf(event?.time, now()),
      now: now(),
      requestId: context.awsRequestId,
      hasTime: () => context.getRemainingTimeInMillis() > TIME_TO_RECORD_MS,
      onFinding: finding => {
        logged += 1;
        if (logged <= LOGGED_FINDINGS) log.found(finding, request);
      },
    });
    if (!verified.ok) {
      log.failed(verified.error, request);
      throw new Error(`The verification failed: ${verified.error.reason}`);
    }
    log.verified(verified.value, request);
    const { event: name, event_id, verified_periods, finding_count } = verified.value;
    return { event: name, event_id, verified_periods, finding_count };
  };

const dayOf = (time: string | undefined, clock: Date): Date => {
  const day = new Date(time ?? '');
  return Number.isNaN(day.getTime()) ? clock : day;
};
