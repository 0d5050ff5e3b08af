import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { type FunctionConfig, PlaybackFunction } from '../functions/playback-function.ts';

/** The function that verifies the trail every day, and its schedule. The stack grants its permissions. */
export class AuditVerifier extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: FunctionConfig) {
    super(scope, id, {
      name: 'audit-verifier',
      description: 'Verifies the last days of the audit trail and a part of its past, and records the result',
      // Lambda's maximum. A run that needs longer fails, and an alarm reports it.
      timeout: Duration.minutes(15),
      config,
    });
    this.lambda.configureAsyncInvoke({ retryAttempts: 2 });
    new Rule(this, 'Schedule', {
      description: 'Verifies the audit trail every day',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.lambda)],
    });
  }
}
