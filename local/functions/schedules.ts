import type { LocalTemplate } from '../template/read-template.ts';
import { scheduledEvent } from './scheduled-time.ts';
import type { TemplateFunctions } from './template-functions.ts';

/** Runs functions on the template's schedules, as EventBridge would, until it is closed. */
export const startSchedules = (
  { schedules, functions: definitions }: Pick<LocalTemplate, 'schedules' | 'functions'>,
  functions: Pick<TemplateFunctions, 'invoke'>,
): { close(): Promise<void> } => {
  const timers = schedules.map(({ ruleArn, everyMinutes, targetArns }) =>
    setInterval(() => {
      const targets = definitions.filter(({ arn }) => targetArns.includes(arn));
      // What goes wrong inside is in the function's own log.
      for (const { logicalId } of targets) void functions.invoke(logicalId, scheduledEvent(ruleArn, new Date()));
    }, everyMinutes * 60_000),
  );
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
