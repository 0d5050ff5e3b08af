import type * as z from 'zod';

/** The values that a key accepts, as a schema and as text. The text completes the sentence "accountSid is 12: it …". */
export interface KeyRule<T> {
  readonly schema: z.ZodType<T>;
  readonly mustBe: string;
}
