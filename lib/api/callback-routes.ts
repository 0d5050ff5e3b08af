import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EVENT_STREAMS_PATH } from '../../lambda/twilio-events/parse-callback.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import type { PlaybackApi } from './playback-api.ts';

/** The ends of the paths for Twilio's callbacks, by output. */
const CALLBACK_PATHS = {
  RecordingStatusCallbackUrl: '/twilio/recording-status',
  TaskEventsCallbackUrl: '/twilio/task-events',
};

/**
 * Makes Twilio repeat a callback up to five times if the answer is 5xx or missing. By default it repeats once, and only if it
 * could not connect. A fragment is neither sent nor signed. Source: Twilio, "Webhook connection overrides".
 */
const CALLBACK_RETRIES = '#rc=5&rp=5xx,ct,rt';

/**
 * Sends an account's callbacks to its function, and adds an output with each of their addresses to the scope.
 * @param prefix the beginning of the account's paths: `pathPrefix`
 */
export const addCallbackRoutes = (scope: Construct, api: PlaybackApi, fn: PlaybackFunction, prefix: string): void => {
  for (const [output, end] of Object.entries(CALLBACK_PATHS)) {
    const path = `${prefix}${end}`;
    api.route('POST', [path], fn);
    new CfnOutput(scope, output, {
      value: `${api.url}${path}${CALLBACK_RETRIES}`,
      description: 'Callback URL for Twilio. Copy all of it: the part from # makes Twilio retry',
    });
  }
  const eventStreams = `${prefix}${EVENT_STREAMS_PATH}`;
  api.route('POST', [eventStreams], fn);
  // Event Streams knows no such fragment: it repeats a batch for four hours without it.
  new CfnOutput(scope, 'EventStreamsUrl', {
    value: `${api.url}${eventStreams}`,
    description: 'The destination of a webhook sink, where the workspace has another event callback',
  });
};
