import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { WINDOW_MINUTES } from '../../lambda/domain/audit/chain/event-window.ts';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The function that closes the trail's windows, and its schedule; its grants are given by what it uses. */
export class AuditDigest extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: Pick<PlaybackConfig, 'logRetentionDays'>) {
    super(scope, id, {
      name: 'audit-digest',
      description: 'Copies closed windows of the audit trail to the archive, chained and signed',
      // Lambda's longest: a run that was missed for days is caught up in a few.
      timeout: Duration.minutes(15),
      // One core. Holds the compressed events of a window: some 300 bytes each, so over a million of them.
      memorySize: 1769,
      logRetentionDays: config.logRetentionDays,
    });
    this.configure({ WRITER_VERSION: version });
    new Rule(this, 'Schedule', {
      description: 'Closes the window of the audit trail that has just settled',
      schedule: Schedule.rate(Duration.minutes(WINDOW_MINUTES)),
      // A failed run is caught up by the next one; that a run fails is for the alarm to say.
      targets: [new LambdaFunction(this.lambda, { retryAttempts: 0 })],
    });
  }
}
