/** An event of an EventBridge schedule. */
export interface ScheduledEvent {
  readonly source: 'aws.events';
  readonly 'detail-type': 'Scheduled Event';
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly resources: readonly string[];
}

export const createScheduledEvent = (ruleArn: string, time: Date): ScheduledEvent => ({
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  time: time.toISOString(),
  resources: [ruleArn],
});

/**
 * Returns the `time` of a scheduled event in epoch milliseconds, or undefined for events of another source. The function's clock is set
 * to this time, so that a test does not have to wait for it.
 */
export const scheduledTimeOf = (event: unknown): number | undefined => {
  const { time, source = 'aws.events' } = Object(event) as { time?: unknown; source?: unknown };
  if (source !== 'aws.events') return undefined;
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
};
