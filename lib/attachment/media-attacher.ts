import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FunctionConfig, PlaybackFunction } from '../functions/playback-function.ts';

/** The function that puts `url_provider` into the attributes of tasks at Twilio. The stack grants its permissions. */
export class MediaAttacher extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: FunctionConfig) {
    super(scope, id, {
      name: 'media-attacher',
      description: 'Attaches recordings to the tasks of Twilio Flex',
      // Three seconds of conflicts, two requests to Twilio and two to AWS end before that. Six times this is the pause
      // before the next attempt, and a completed task can be changed for two minutes only.
      timeout: Duration.seconds(14),
      config,
    });
  }
}
