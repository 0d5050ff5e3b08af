import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PlaybackConfig } from '../config/playback-config.ts';
import { PlaybackFunction } from '../functions/playback-function.ts';
import { MALLOC_ENVIRONMENT } from './malloc-environment.ts';

/** The function that redeems streamed links and decrypts on the way out; its grants are given by what it uses. */
export class MediaFunction extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: PlaybackConfig) {
    super(scope, id, {
      name: 'media',
      description: 'Streams recordings for live links, decrypting encrypted ones on the way',
      // 200 MB, the most that one answer carries, take 97 s at the 2 MB/s to which Lambda slows a stream down.
      timeout: Duration.minutes(5),
      // It needs 160 MB; the rest is CPU, which Lambda gives in proportion.
      memorySize: 1024,
      logRetentionDays: config.logRetentionDays,
    });
    this.configure({
      ...MALLOC_ENVIRONMENT,
      LINK_BINDING: config.linkBinding,
      ALLOWED_ORIGINS: JSON.stringify(config.allowedOrigins),
    });
  }
}
