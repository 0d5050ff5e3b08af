import { randomUUID } from 'node:crypto';
import type { QueueDefinition } from '../../template/events/queues.ts';

/** A message, with its state in the queue. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  /** ARN of the sender. */
  readonly sender: string;
  /** Epoch milliseconds. Moving a message to the dead-letter queue does not change this time, so its retention does not start again. */
  readonly sentAtMs: number;
  /** ARN of the queue that the message was moved from. */
  readonly movedFrom?: string;
  firstReceivedAtMs?: number;
  receiveCount: number;
  visibleAtMs: number;
  /** The latest receipt handle. Earlier ones have no effect. */
  receiptHandle?: string;
}

/** The result of looking up a receipt handle: a message; `outdated` for an earlier receipt or a deleted message; `malformed` otherwise. */
type Receipt = QueuedMessage | 'outdated' | 'malformed';

/** A queue, in memory. Times are epoch milliseconds. */
export interface Queue {
  readonly definition: QueueDefinition;
  add(message: QueuedMessage): void;
  /** Returns visible messages and hides them until the visibility timeout ends. Moves those that were received too often to `deadLetter`. */
  receive(options: {
    readonly max: number;
    readonly visibilitySeconds: number;
    readonly nowMs: number;
    readonly deadLetter: Queue | undefined;
  }): readonly QueuedMessage[];
  byReceipt(receiptHandle: string): Receipt;
  delete(message: QueuedMessage): void;
  /** Removes all visible messages and returns them. */
  takeVisible(nowMs: number): readonly QueuedMessage[];
  counts(nowMs: number): { readonly visible: number; readonly inFlight: number };
  /** Resolves to true when a message is added or becomes visible, and to false at `untilMs` or when the queue is closed. */
  waitForChange(options: { readonly nowMs: number; readonly untilMs: number }): Promise<boolean>;
  /** Returns all messages, for storing them. */
  messages(): readonly QueuedMessage[];
  /** Ends all calls of `waitForChange`, also later ones. */
  close(): void;
}

export const createMessage = (body: string, sender: string, nowMs: number): QueuedMessage => ({
  messageId: randomUUID(),
  body,
  sender,
  sentAtMs: nowMs,
  receiveCount: 0,
  visibleAtMs: nowMs,
});

export const createQueue = (definition: QueueDefinition): Queue => {
  const messages = new Map<string, QueuedMessage>();
  const waiting = new Set<() => void>();
  const { redrive, retentionSeconds } = definition;

  let isClosed = false;

  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  const add = (message: QueuedMessage): void => {
    messages.set(message.messageId, message);
    wakeAll();
  };
  /** Deletes messages whose retention has ended, and returns the others. */
  const dropExpired = (nowMs: number): QueuedMessage[] => {
    for (const { messageId, sentAtMs } of messages.values()) {
      if (sentAtMs + retentionSeconds * 1_000 <= nowMs) messages.delete(messageId);
    }
    return [...messages.values()];
  };
  const visible = (nowMs: number) => dropExpired(nowMs).filter(({ visibleAtMs }) => visibleAtMs <= nowMs);

  return {
    definition,
    add,
    receive: ({ max, visibilitySeconds, nowMs, deadLetter }) => {
      const received: QueuedMessage[] = [];
      for (const message of visible(nowMs)) {
        if (received.length === max) break;
        if (redrive && deadLetter && message.receiveCount >= redrive.maxReceiveCount) {
          messages.delete(message.messageId);
          deadLetter.add(movedMessage(message, definition.arn, nowMs));
          continue;
        }
        message.receiveCount += 1;
        message.firstReceivedAtMs ??= nowMs;
        message.visibleAtMs = nowMs + visibilitySeconds * 1_000;
        message.receiptHandle = receiptOf(definition, message.messageId);
        received.push(message);
      }
      return received;
    },
    byReceipt: receiptHandle => {
      const messageId = messageOfReceipt(definition, receiptHandle);
      if (messageId === undefined) return 'malformed';
      const message = messages.get(messageId);
      return message?.receiptHandle === receiptHandle ? message : 'outdated';
    },
    delete: ({ messageId }) => void messages.delete(messageId),
    takeVisible: nowMs => {
      const taken = visible(nowMs);
      for (const { messageId } of taken) messages.delete(messageId);
      return taken;
    },
    counts: nowMs => {
      const all = dropExpired(nowMs).length;
      const seen = visible(nowMs).length;
      return { visible: seen, inFlight: all - seen };
    },
    waitForChange: async ({ nowMs, untilMs }) => {
      if (isClosed || nowMs >= untilMs) return false;
      const nextMs = Math.min(untilMs, ...dropExpired(nowMs).map(({ visibleAtMs }) => visibleAtMs));
      await new Promise<void>(resolve => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.max(1, nextMs - nowMs));
        waiting.add(wake);
      });
      return !isClosed;
    },
    messages: () => [...messages.values()],
    close: () => {
      isClosed = true;
      wakeAll();
    },
  };
};

/** Returns the message as another queue stores it after a move: with a receive count of 0. */
export const movedMessage = (
  { messageId, body, sender, sentAtMs }: QueuedMessage,
  from: string,
  nowMs: number,
): QueuedMessage => ({ messageId, body, sender, sentAtMs, movedFrom: from, receiveCount: 0, visibleAtMs: nowMs });

const receiptOf = ({ arn }: QueueDefinition, messageId: string): string =>
  Buffer.from(`${randomUUID()} ${arn} ${messageId}`).toString('base64');

const messageOfReceipt = ({ arn }: QueueDefinition, receiptHandle: string): string | undefined => {
  const [, queue, messageId] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
  return queue === arn ? messageId : undefined;
};
