import { fileURLToPath } from 'node:url';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';
import { type Synthesis, type SynthesisOptions, synthesize } from '../synthesis.ts';
import type { LocalTemplate } from '../template/read-template.ts';
import { createLiveFunctions, type LiveFunctions } from './live-functions.ts';
import { resourcesThatNeedRestart } from './needs-restart.ts';
import { resynthesize } from './resynthesize.ts';
import { watchSources } from './watch-sources.ts';

const SOURCES = ['lambda', 'lib', 'policy'].map(name => fileURLToPath(new URL(`../../${name}`, import.meta.url)));

/**
 * Runs the functions of a synthesis, and builds them again when a source file or a policy changes. Data, addresses and
 * roles stay unchanged. If the new sources have problems, logs the problems and keeps the current functions.
 */
export const startLiveFunctions = async (options: {
  readonly playback: Readonly<Record<string, unknown>>;
  readonly synthesis: Synthesis;
  readonly synthesisOptions: SynthesisOptions;
  readonly create: (template: LocalTemplate) => TemplateFunctions;
  /** Deploys what else a new template needs, with its new functions, before they are used. If it rejects, the current ones stay. */
  readonly deploy: (template: LocalTemplate, functions: TemplateFunctions) => Promise<void> | undefined;
  /** Receives the result of each reload. */
  readonly log: (line: string) => void;
}): Promise<Omit<LiveFunctions, 'reload'>> => {
  const { playback, synthesis, synthesisOptions, create, deploy, log } = options;
  const { edit, ...processOptions } = synthesisOptions;
  const stopped = new AbortController();
  const open: Synthesis[] = [];

  const build = async (): Promise<Result<TemplateFunctions, unknown>> => {
    const startedAt = performance.now();
    try {
      const built = await synthesize(playback, synthesisOptions, outdir =>
        resynthesize({ playback, options: processOptions, outdir }, stopped.signal),
      );
      open.push(built);
      const functions = withBundles(create(built.template), built);
      try {
        await deploy(built.template, functions);
      } catch (problem) {
        await functions.close();
        throw problem;
      }
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      log(`reloaded in ${seconds} s`);
      const unchanged = resourcesThatNeedRestart(synthesis.source, built.source);
      if (unchanged.length > 0) log(`takes effect only after a restart: ${unchanged.join(', ')}`);
      return ok(functions);
    } catch (problem) {
      if (!stopped.signal.aborted) log(`not reloaded: ${problem instanceof Error ? problem.message : problem}`);
      return err(problem);
    }
  };

  const live = createLiveFunctions(create(synthesis.template), build);
  const watcher = await watchSources(
    [...SOURCES, ...(processOptions.policyDir ? [processOptions.policyDir] : [])],
    live.reload,
  );
  return {
    ...live,
    close: async () => {
      await watcher.close();
      stopped.abort();
      await live.close();
      await Promise.all(open.map(built => built.close()));
    },
  };
};

/** Returns functions that remove their bundles when they are closed. */
const withBundles = (functions: TemplateFunctions, bundles: Synthesis): TemplateFunctions => ({
  ...functions,
  close: async () => {
    await functions.close();
    await bundles.close();
  },
});
