import type { Result } from '../../lambda/domain/shared/result.ts';
import type { FunctionFailure } from '../functions/runnable-function.ts';
import type { EventRuleDefinition, EventTarget } from '../template/events/event-rules.ts';
import { matchesPattern } from './event-pattern.ts';

/** Lambda waits this long before each repeated attempt of an asynchronous invocation ("Error handling" in its guide). */
const RETRY_AFTER_MS = [60_000, 120_000];

export interface EventBusOptions {
  readonly rules: readonly EventRuleDefinition[];
  readonly invoke: (functionLogicalId: string, event: unknown) => Promise<Result<unknown, FunctionFailure>>;
  /** Waiting times before the repeated attempts, for tests. @default Lambda's */
  readonly retryAfterMs?: readonly number[] | undefined;
}

/** The account's default event bus. Only its rules that start functions are implemented. */
export interface EventBus {
  /** Delivers an event to the targets of each rule that it matches. The sender does not learn the outcome. */
  send(event: unknown): void;
  /** Cancels all attempts that wait. */
  close(): Promise<void>;
}

export const createEventBus = ({ rules, invoke, retryAfterMs = RETRY_AFTER_MS }: EventBusOptions): EventBus => {
  const waiting = new Set<NodeJS.Timeout>();
  const attempt = async (target: EventTarget, event: unknown, attempts: number): Promise<void> => {
    const outcome = await invoke(target.functionLogicalId, event);
    if (outcome.ok || attempts >= target.retryAttempts) return;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      void attempt(target, event, attempts + 1);
    }, retryAfterMs[attempts]);
    waiting.add(timer);
  };
  return {
    send: event => {
      const matching = rules.filter(({ pattern }) => matchesPattern(pattern, event));
      for (const target of matching.flatMap(({ targets }) => targets)) void attempt(target, event, 0);
    },
    close: async () => {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
};
