/** An event as EventBridge sends it on schedule. */
export interface ScheduledEvent {
  readonly source: 'aws.events';
  readonly 'detail-type': 'Scheduled Event';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly resources: readonly string[];
}

export const scheduledEvent = (ruleArn: string, time: Date): ScheduledEvent => ({
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  time: time.toISOString(),
  resources: [ruleArn],
});

/**
 * When a scheduled event happens, epoch milliseconds: `time`, at the top of the event. A function that is given such an
 * event lives at that time, so that a test need not wait for it. Undefined for every other event.
 */
export const scheduledTimeOf = (event: unknown): number | undefined => {
  const time = typeof event === 'object' && event !== null ? (event as { time?: unknown }).time : undefined;
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
};
