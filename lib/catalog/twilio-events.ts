import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';

/** The function that accepts Twilio's callbacks and queues their facts. The stack grants its permissions. */
export class TwilioEvents extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: AccountConfig) {
    super(scope, id, {
      name: 'twilio-events',
      description: "Accepts Twilio's recording callbacks and task events",
      // Twilio waits 15 seconds. The clients' own timeouts for the secret and the queue end before that.
      timeout: Duration.seconds(15),
      config,
    });
    this.configure({ ACCOUNT_SID: config.accountSid });
  }
}
