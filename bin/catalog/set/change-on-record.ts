import type { AuditLog } from '../../../lambda/domain/audit/events/audit-log.ts';
import {
  type HeldObject,
  type RuleEvent,
  type RuleFacts,
  ruleEvent,
} from '../../../lambda/domain/audit/events/rule-event.ts';
import type { Failure } from '../../../lambda/domain/shared/failure.ts';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';

export interface ChangeDependencies {
  readonly audit: AuditLog<RuleEvent>;
  readonly now: () => Date;
  /** A new UUIDv7. */
  readonly newEventId: () => string;
}

/** Who orders a change, and why. Its fields are written to the audit trail. */
export interface ChangeOrder {
  /** An ARN as STS states it. */
  readonly operator: string;
  readonly reason: string;
  readonly tool: string;
  /** The same in all events of one order. */
  readonly requestId: string;
}

/** A change of a recording's facts: what changes, and the function that makes the change. */
export interface Change {
  readonly event: 'facts_changed' | 'hold_changed';
  readonly recordingSid: string;
  readonly before: RuleFacts;
  readonly after: RuleFacts;
  /** On `hold_changed`: what changes in S3. */
  readonly hold?: HeldObject;
  readonly apply: () => Promise<Result<unknown, Failure>>;
}

/** Why a change was not made. */
export interface ChangeProblem {
  readonly failure: Failure;
  /** `announcing`: the audit trail could not be written, so nothing was tried. `applying`: the trail has the announced change. */
  readonly during: 'announcing' | 'applying';
  /** Whether the trail says that the change failed. */
  readonly isFailureOnRecord: boolean;
}

/**
 * Makes a change that the audit trail already contains: without a durable event nothing is changed. So the event states what
 * was ordered. If the change then fails, a second event, `change_failed`, says so.
 */
export const changeOnRecord = async (
  { audit, now, newEventId }: ChangeDependencies,
  order: ChangeOrder,
  { recordingSid, apply, ...announcement }: Change,
): Promise<Result<void, ChangeProblem>> => {
  const about = { recordingSid, operator: order.operator, tool: order.tool, requestId: order.requestId };
  const eventId = newEventId();
  const announced = await audit.append(
    ruleEvent({ ...about, ...announcement, eventId, occurredAt: now(), reason: order.reason }),
  );
  if (!announced.ok) return err({ failure: announced.error, during: 'announcing', isFailureOnRecord: false });

  const applied = await apply();
  if (applied.ok) return ok(undefined);
  const failed = await audit.append(
    ruleEvent({
      ...about,
      event: 'change_failed',
      eventId: newEventId(),
      occurredAt: now(),
      reason: applied.error.reason,
      changeEventId: eventId,
    }),
  );
  return err({ failure: applied.error, during: 'applying', isFailureOnRecord: failed.ok });
};
