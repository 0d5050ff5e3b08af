import { readFile, writeFile } from 'node:fs/promises';
import type { Queue, QueuedMessage } from './queue.ts';

/** Messages by the name of their queue. */
type KeptMessages = Readonly<Record<string, readonly QueuedMessage[]>>;

/** Adds the messages of the last run to their queues. Does nothing if the file does not exist. */
export const restoreMessages = async (queues: readonly Queue[], path: string): Promise<void> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const kept: KeptMessages = JSON.parse(text);
  for (const queue of queues) for (const message of kept[queue.definition.queueName] ?? []) queue.add(message);
};

/** Writes all messages to the file. */
export const keepMessages = async (queues: readonly Queue[], path: string): Promise<void> => {
  const kept: KeptMessages = Object.fromEntries(
    queues.map(({ definition, messages }) => [definition.queueName, messages()]),
  );
  await writeFile(path, JSON.stringify(kept));
};
