import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { WINDOW_MINUTES } from '../../lambda/domain/audit/chain/event-window.ts';
import { type FunctionConfig, PlaybackFunction } from '../functions/playback-function.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The function that closes the trail's windows, and its schedule. The stack grants its permissions. */
export class AuditDigest extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: FunctionConfig) {
    super(scope, id, {
      name: 'audit-digest',
      description: 'Copies closed windows of the audit trail to the archive, chained and signed',
      // Lambda's maximum, so that a few runs can do the work of days of missed runs.
      timeout: Duration.minutes(15),
      config,
    });
    this.configure({ WRITER_VERSION: version });
    // The next run does the work of a failed one. An alarm reports the failure.
    this.lambda.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Schedule', {
      description: 'Writes a signed digest for each window of the audit trail that can be closed',
      schedule: Schedule.rate(Duration.minutes(WINDOW_MINUTES)),
      // Limits the attempts to start the function. Retries of the function itself have their own setting above.
      targets: [new LambdaFunction(this.lambda, { retryAttempts: 0 })],
    });
  }
}
