import { App } from 'aws-cdk-lib';
import { playbackFromContext } from '../lib/config/context-overrides.ts';
import { PlaybackConfigError } from '../lib/config/playback-config.ts';
import { buildApp } from '../lib/playback-app.ts';
import { PolicyError } from '../lib/policy/policy-files.ts';
import { note } from './terminal/output.ts';
import { printableLines } from './terminal/printable.ts';

/** Entry point of the CDK CLI (cdk.json). */
try {
  // The CLI passes its context to every App. This App is created only to read it.
  const context = new App({ autoSynth: false }).node.getAllContext();
  buildApp({ playback: playbackFromContext(context) });
} catch (error) {
  if (!(error instanceof PlaybackConfigError || error instanceof PolicyError)) throw error;
  note(`${printableLines(error.message)}\n`);
  process.exitCode = 1;
}
