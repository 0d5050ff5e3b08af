import type { LocalStack } from '../../local/stack.ts';

/** The result of the digest function, or its error. */
export interface DigestAnswer {
  readonly closed?: number;
  readonly waiting?: number;
  readonly errorMessage?: string;
}

/** Runs the digest function of a local stack with this time. */
export const runDigest = async ({ aws }: LocalStack['description'], at: Date): Promise<DigestAnswer> => {
  const response = await fetch(`${aws}/__invoke`, {
    method: 'POST',
    body: JSON.stringify({ function: 'audit-digest', event: { time: at.toISOString() } }),
  });
  return (await response.json()) as DigestAnswer;
};
