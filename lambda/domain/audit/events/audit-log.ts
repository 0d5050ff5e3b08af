import type { Failure } from '../../shared/failure.ts';
import type { Result } from '../../shared/result.ts';
import type { AuditEvent } from './audit-event.ts';

/** Appends to the audit trail. Ok means durable. Fails with `unavailable` and no other code. */
export interface AuditLog {
  append(event: AuditEvent): Promise<Result<void, Failure>>;
}
