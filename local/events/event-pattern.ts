import { z } from 'zod';

/** What one value of an event must be: this text, or a text that matches the wildcard. The local stack supports no other comparison. */
const Comparison = z.union([z.string(), z.strictObject({ wildcard: z.string() })]);

/** An event pattern of EventBridge. A value must match one comparison of its list. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly z.output<typeof Comparison>[];
}

export const EventPatternSchema: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(Comparison), EventPatternSchema])),
);

/** Returns true if the event has every field of the pattern, each with a value that matches. */
export const matchesPattern = (pattern: EventPattern, event: unknown): boolean =>
  Object.entries(pattern).every(([field, expected]) => {
    const value = Object(event)[field];
    if (!Array.isArray(expected)) return matchesPattern(expected as EventPattern, value);
    return typeof value === 'string' && expected.some(comparison => matches(comparison, value));
  });

const matches = (comparison: z.output<typeof Comparison>, value: string): boolean => {
  if (typeof comparison === 'string') return comparison === value;
  // The only special character is *. EventBridge also supports \* for the character itself, which no template here uses.
  const parts = comparison.wildcard.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
};
