import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';
import { MALLOC_ENVIRONMENT } from './malloc-environment.ts';

/** The function that redeems streamed links and decrypts recordings. `StreamedDelivery` grants its permissions. */
export class MediaFunction extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id, {
      name: 'media',
      description: 'Streams recordings for valid links, and decrypts encrypted recordings',
      // Lambda limits a stream to 2 MB/s. The largest answer, 200 MB, takes 97 s.
      timeout: Duration.minutes(5),
      config,
    });
    this.configure({
      ...MALLOC_ENVIRONMENT,
      LINK_BINDING: config.linkBinding,
      ALLOWED_ORIGINS: JSON.stringify(config.allowedOrigins),
    });
  }
}
