import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { type FunctionConfig, PlaybackFunction } from '../functions/playback-function.ts';

/** The context key that shortens the wait for answers that are still running, seconds. Only the local stack sets it. */
export const SETTLE_SECONDS = 'flex-secure-playback:settle-seconds';

/** The properties of the writer. */
export interface HeardWriterProps {
  readonly config: FunctionConfig;
  /** How long an answer can take, and with it the note of what has left. */
  readonly longestAnswer: Duration;
}

/** The function that puts on record what was heard with each streamed link, and its schedule. */
export class HeardWriter extends PlaybackFunction {
  constructor(scope: Construct, id: string, { config, longestAnswer }: HeardWriterProps) {
    super(scope, id, {
      name: 'heard-writer',
      description: 'Puts on record what was heard with streamed links that have ended',
      timeout: Duration.minutes(5),
      config,
    });
    const settleSeconds: unknown = this.node.tryGetContext(SETTLE_SECONDS);
    this.configure({ SETTLE_SECONDS: String(settleSeconds ?? longestAnswer.toSeconds()) });
    // The next run does the work of a failed one. An alarm reports the failure.
    this.lambda.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Schedule', {
      description: 'Puts on record what was heard with links that have ended',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.lambda, { retryAttempts: 0 })],
    });
  }
}
