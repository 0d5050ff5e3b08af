import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PlaybackConfigError } from '../config/playback-config.ts';
import { environmentProblem } from './environment-size.ts';
import type { PlaybackFunction } from './playback-function.ts';
import { quotaNote } from './quota-note.ts';

/**
 * Adds a note about the quota that the functions need.
 * Throws `PlaybackConfigError` if a function's environment is larger than Lambda allows.
 */
export const checkFunctions = (scope: Construct, functions: readonly PlaybackFunction[]): void => {
  const tooLarge = functions.map(environmentProblem).filter(problem => problem !== undefined);
  if (tooLarge.length > 0) throw new PlaybackConfigError(tooLarge);
  const quota = quotaNote(functions);
  if (quota) Annotations.of(scope).addInfoV2('flex-secure-playback:concurrency', quota);
};
