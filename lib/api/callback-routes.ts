import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EVENT_STREAMS_PATH } from '../../lambda/twilio-events/parse-callback.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import type { PlaybackApi } from './playback-api.ts';

/** The paths for Twilio's callbacks, by output. */
const CALLBACK_PATHS = {
  RecordingStatusCallbackUrl: '/twilio/recording-status',
  TaskEventsCallbackUrl: '/twilio/task-events',
};

/**
 * Makes Twilio repeat a callback up to five times if the answer is 5xx or missing. By default it repeats once, and only if it
 * could not connect. A fragment is neither sent nor signed. Source: Twilio, "Webhook connection overrides".
 */
const CALLBACK_RETRIES = '#rc=5&rp=5xx,ct,rt';

/** Sends Twilio's callbacks to the function, and adds an output with each of their addresses to the scope. */
export const addCallbackRoutes = (scope: Construct, api: PlaybackApi, fn: PlaybackFunction): void => {
  for (const [output, path] of Object.entries(CALLBACK_PATHS)) {
    api.route('POST', [path], fn);
    new CfnOutput(scope, output, {
      value: `${api.url}${path}${CALLBACK_RETRIES}`,
      description: 'Callback URL for Twilio. Copy all of it: the part from # makes Twilio retry',
    });
  }
  api.route('POST', [EVENT_STREAMS_PATH], fn);
  // Event Streams knows no such fragment: it repeats a batch for four hours without it.
  new CfnOutput(scope, 'EventStreamsUrl', {
    value: `${api.url}${EVENT_STREAMS_PATH}`,
    description: 'The destination of a webhook sink, where the workspace has another event callback',
  });
};
