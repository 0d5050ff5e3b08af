import { writeAssembly } from '../synthesis.ts';
import type { ResynthesisRequest } from './resynthesize.ts';

/** A process of its own, so that every module that has a part in the synthesis is loaded as it is now. */
const { playback, options, outdir }: ResynthesisRequest = JSON.parse(process.argv[2] ?? '');

const explained = (problem: unknown): string => {
  if (!(problem instanceof Error)) return String(problem);
  if (['PolicyError', 'PlaybackConfigError'].includes(problem.name)) return problem.message;
  // The bundler has said it, with the line.
  return problem.message.includes('Failed to bundle asset') ? '' : (problem.stack ?? problem.message);
};

try {
  writeAssembly(playback, options, outdir);
} catch (problem) {
  process.stderr.write(explained(problem));
  process.exitCode = 1;
}
