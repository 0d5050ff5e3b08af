import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';

/** The function that takes Twilio's callbacks into the catalog; its grants are given by what it uses. */
export class TwilioEvents extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id, {
      name: 'twilio-events',
      description: "Takes Twilio's recording callbacks and task events into the catalog",
      // Twilio waits 15 seconds; the secret and the table are each cut off by their own client before that.
      timeout: Duration.seconds(15),
      memorySize: 512,
      logRetentionDays: config.logRetentionDays,
    });
    this.configure({ ACCOUNT_SID: config.accountSid });
  }
}
