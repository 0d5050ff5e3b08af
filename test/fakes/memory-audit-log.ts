import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { AuditLog } from '../../lambda/domain/audit/events/audit-log.ts';
import { fail } from '../../lambda/domain/shared/failure.ts';
import { ok } from '../../lambda/domain/shared/result.ts';

/** An audit log in memory, and what it has stored, in order. */
export interface MemoryAuditLog extends AuditLog {
  readonly events: readonly AuditEvent[];
}

export const memoryAuditLog = (): MemoryAuditLog => {
  const events: AuditEvent[] = [];
  return {
    events,
    append: async event => {
      const stored = events.find(
        other => other.recording_sid === event.recording_sid && other.event_key === event.event_key,
      );
      if (!stored) events.push(event);
      return !stored || isDeepStrictEqual(stored, event) ? ok(undefined) : fail('unavailable', 'audit_key_taken');
    },
  };
};
