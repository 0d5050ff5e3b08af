import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { AuditEvent } from './audit-event.ts';
import type { ChainEvent } from './chain-event.ts';
import type { RuleEvent } from './rule-event.ts';

/** Appends events of one type to the audit trail. Ok means durable. Fails with `unavailable` and no other code. */
export interface AuditLog<Event extends AuditEvent | ChainEvent | RuleEvent = AuditEvent> {
  append(event: Event): Promise<Result<void, Failure>>;
}
