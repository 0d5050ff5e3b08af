import { z } from 'zod';

const Answer = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Returns the ids of the messages that the function reports as failed. An empty answer, or one without failures, means that
 * all messages succeeded. An answer that Lambda cannot read, or with an unknown id, means that all messages failed.
 * Source: AWS, "Implementing partial batch responses".
 */
export const failedItems = (answer: unknown, messageIds: readonly string[]): readonly string[] => {
  if (answer === null || answer === undefined || answer === '') return [];
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) return messageIds;
  const failed = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every(id => messageIds.includes(id)) ? failed : messageIds;
};
