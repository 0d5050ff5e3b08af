import { z } from 'zod';
import { err, ok, type Result } from '../../../lambda/domain/shared/result.ts';

const MAX_DELAY_MS = 600_000;

const faultSchema = z.strictObject({
  /** Such as `dynamodb`, `s3`, `secretsmanager`; `*` for every service. */
  service: z.string().toLowerCase(),
  /** The API's name, such as `PutItem`; `*` for all of the service. */
  operation: z.string().default('*'),
  /**
   * `delay` answers as usual after `delayMs`; `timeout` never answers; `reset` tears the connection down; `cut` does so
   * half-way through a streamed body; `stall` sends no more from there on.
   */
  fault: z.enum(['throttle', 'error', 'timeout', 'reset', 'cut', 'stall', 'delay']),
  /** How many calls it hits. */
  count: z.int().positive().default(1),
  /** Waits this long first, milliseconds. */
  delayMs: z.int().nonnegative().max(MAX_DELAY_MS).default(0),
});

type Fault = z.output<typeof faultSchema>;

/** Faults that calls run into, in the order in which they were ordered. */
export interface Faults {
  /** Fails with a text that says what is wrong. */
  readonly order: (raw: unknown) => Result<Fault, string>;
  /** The fault that this call runs into, if any; counts it. */
  readonly take: (service: string, operation: string) => Fault | undefined;
  readonly pending: () => readonly Fault[];
  readonly clear: () => void;
}

export const createFaults = (services: readonly string[]): Faults => {
  let pending: Fault[] = [];
  return {
    order: raw => {
      const parsed = faultSchema.safeParse(raw);
      if (!parsed.success) return err(z.prettifyError(parsed.error));
      if (![...services, '*'].includes(parsed.data.service)) return err(`service: one of ${services.join(', ')} or *`);
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
