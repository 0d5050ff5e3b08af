import { z } from 'zod';

/** What one value of an event may be: this text, or any that fits. The local stack knows no other comparison. */
const Comparison = z.union([z.string(), z.strictObject({ wildcard: z.string() })]);

/** An event pattern of EventBridge: of each list one must fit. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly z.output<typeof Comparison>[];
}

export const EventPatternSchema: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(Comparison), EventPatternSchema])),
);

/** Returns true if the event has every field of the pattern, each with a value that fits. */
export const matchesPattern = (pattern: EventPattern, event: unknown): boolean =>
  Object.entries(pattern).every(([field, expected]) => {
    const value = Object(event)[field];
    if (!Array.isArray(expected)) return matchesPattern(expected as EventPattern, value);
    return typeof value === 'string' && expected.some(comparison => fits(comparison, value));
  });

const fits = (comparison: z.output<typeof Comparison>, value: string): boolean => {
  if (typeof comparison === 'string') return comparison === value;
  // EventBridge's only special character is *; \ before it would take that away, and no template here uses that.
  const parts = comparison.wildcard.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
};
