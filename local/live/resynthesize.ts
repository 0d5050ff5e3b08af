import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SynthesisOptions } from '../synthesis.ts';

/** The input of the process that synthesizes. */
export interface ResynthesisRequest {
  /** The configuration: the context object `playback`. */
  readonly playback: Readonly<Record<string, unknown>>;
  readonly options: Omit<SynthesisOptions, 'edit'>;
  readonly outdir: string;
}

const PROCESS = fileURLToPath(new URL('./resynthesis-process.ts', import.meta.url));

/** Synthesizes the app from the current source files. Rejects with a message for the developer when they have problems. */
export const resynthesize = async (request: ResynthesisRequest, signal: AbortSignal): Promise<void> => {
  const command = ['--import', 'tsx', PROCESS, JSON.stringify(request)];
  try {
    await promisify(execFile)(process.execPath, command, { signal });
  } catch (failure) {
    throw new Error(withoutProgress(String((failure as { stderr?: string }).stderr)), { cause: failure });
  }
};

/** Removes CDK's progress messages, so that the message contains only the problem. */
const withoutProgress = (messages: string): string => messages.replaceAll(/^Bundling asset .*\n/gm, '').trim();
