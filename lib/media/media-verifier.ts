import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';

/** The properties of the verifier. */
export interface MediaVerifierProps {
  readonly config: AccountConfig;
  /** The events that report new recordings. */
  readonly arrivals: EventPattern;
}

/** The function that verifies encrypted recordings when they arrive, and its rule. `StreamedDelivery` grants its permissions. */
export class MediaVerifier extends PlaybackFunction {
  constructor(scope: Construct, id: string, { config, arrivals }: MediaVerifierProps) {
    super(scope, id, {
      name: 'media-verifier',
      description: 'Verifies encrypted recordings when they arrive in the bucket',
      // Lambda's maximum: nobody waits, and the largest recordings take minutes.
      timeout: Duration.minutes(15),
      config,
    });
    this.configure({ ACCOUNT_SID: config.accountSid });
    // The handler counts on these retries: after one minute and after two more.
    this.lambda.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(1) });
    new Rule(this, 'Arrivals', {
      description: 'Reports new recordings in the bucket',
      eventPattern: arrivals,
      targets: [new LambdaFunction(this.lambda, { maxEventAge: Duration.hours(1) })],
    });
  }
}
