import { writeAssembly } from '../synthesis.ts';
import type { ResynthesisRequest } from './resynthesize.ts';

/** Synthesizes in a new process, because a process loads each source file only once. */
const { playback, options, outdir }: ResynthesisRequest = JSON.parse(process.argv[2] ?? '');

const explain = (problem: unknown): string => {
  if (!(problem instanceof Error)) return String(problem);
  if (['PolicyError', 'PlaybackConfigError'].includes(problem.name)) return problem.message;
  // The bundler has already printed the problem and its line.
  return problem.message.includes('Failed to bundle asset') ? '' : (problem.stack ?? problem.message);
};

try {
  writeAssembly(playback, options, outdir);
} catch (problem) {
  process.stderr.write(explain(problem));
  process.exitCode = 1;
}
