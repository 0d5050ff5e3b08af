import { z } from 'zod';

const Answer = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Returns the ids of the messages that failed, as the function reported them. No answer, or one without failures, means
 * complete success; an answer that Lambda cannot read, or that names an unknown message, means complete failure.
 * Source: AWS, "Implementing partial batch responses".
 */
export const failedItems = (answer: unknown, messageIds: readonly string[]): readonly string[] => {
  if (answer === null || answer === undefined || answer === '') return [];
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) return messageIds;
  const failed = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every(id => messageIds.includes(id)) ? failed : messageIds;
};
