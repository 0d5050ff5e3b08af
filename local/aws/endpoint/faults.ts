import { z } from 'zod';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';

const MAX_DELAY_MS = 600_000;

const faultSchema = z.strictObject({
  /** Such as `dynamodb`, `s3` or `secretsmanager`. `*`: every service. */
  service: z.string().toLowerCase(),
  /** The API's name, such as `PutItem`. `*`: every operation of the service. */
  operation: z.string().default('*'),
  /**
   * `delay`: a normal answer after `delayMs`. `timeout`: no answer. `reset`: a reset of the connection. `cut`: a reset
   * after half of a streamed body. `stall`: nothing more after half of a streamed body. `lose`: a reset
   * after the call was carried out.
   */
  fault: z.enum(['throttle', 'error', 'timeout', 'reset', 'cut', 'stall', 'lose', 'delay']),
  /** The number of calls with this fault. */
  count: z.int().positive().default(1),
  /** The wait before the fault, in milliseconds. */
  delayMs: z.int().nonnegative().max(MAX_DELAY_MS).default(0),
});

type Fault = z.output<typeof faultSchema>;

/** The faults of the next calls, in the order in which they were added. */
export interface Faults {
  /** Adds a fault. Fails with a message for an invalid one. */
  readonly add: (raw: unknown) => Result<Fault, string>;
  /** Returns the fault of this call, if any, and lowers its count. */
  readonly take: (service: string, operation: string) => Fault | undefined;
  readonly pending: () => readonly Fault[];
  readonly clear: () => void;
}

export const createFaults = (services: readonly string[]): Faults => {
  let pending: Fault[] = [];
  return {
    add: raw => {
      const parsed = faultSchema.safeParse(raw);
      if (!parsed.success) return err(z.prettifyError(parsed.error));
      if (![...services, '*'].includes(parsed.data.service))
        return err(`service: expected one of ${services.join(', ')} or *`);
      pending.push(parsed.data);
      return ok(parsed.data);
    },
    take: (service, operation) => {
      const hit = pending.find(
        fault => [service, '*'].includes(fault.service) && [operation, '*'].includes(fault.operation),
      );
      if (!hit) return undefined;
      hit.count -= 1;
      pending = pending.filter(({ count }) => count > 0);
      return hit;
    },
    pending: () => pending,
    clear: () => {
      pending = [];
    },
  };
};
