import { fileURLToPath } from 'node:url';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import type { TemplateFunctions } from '../functions/template-functions.ts';
import { type Synthesis, type SynthesisOptions, synthesize } from '../synthesis.ts';
import type { LocalTemplate } from '../template/read-template.ts';
import { createLiveFunctions, type LiveFunctions } from './live-functions.ts';
import { needsRestart } from './needs-restart.ts';
import { resynthesize } from './resynthesize.ts';
import { watchSources } from './watch-sources.ts';

const SOURCES = ['lambda', 'lib', 'policy'].map(name => fileURLToPath(new URL(`../../${name}`, import.meta.url)));

/**
 * Runs the functions of a synthesis, and makes them anew when a source file or a policy changes: data, addresses and
 * roles stay as they are. A change with problems is reported, and the functions stay as they were.
 */
export const startLiveFunctions = async (options: {
  readonly playback: Readonly<Record<string, unknown>>;
  readonly synthesis: Synthesis;
  readonly synthesisOptions: SynthesisOptions;
  readonly create: (template: LocalTemplate) => TemplateFunctions;
  /** One line for each change. */
  readonly log: (line: string) => void;
}): Promise<Omit<LiveFunctions, 'changed'>> => {
  const { playback, synthesis, synthesisOptions, create, log } = options;
  const { edit, ...plain } = synthesisOptions;
  const stopped = new AbortController();
  const open: Synthesis[] = [];

  const remake = async (): Promise<Result<TemplateFunctions, unknown>> => {
    const startedAt = performance.now();
    try {
      const made = await synthesize(playback, synthesisOptions, outdir =>
        resynthesize({ playback, options: plain, outdir }, stopped.signal),
      );
      open.push(made);
      const functions = withBundles(create(made.template), made);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      log(`reloaded in ${seconds} s`);
      const kept = needsRestart(synthesis.source, made.source);
      if (kept.length > 0) log(`takes effect only after a restart: ${kept.join(', ')}`);
      return ok(functions);
    } catch (problem) {
      if (!stopped.signal.aborted) log(`not reloaded: ${problem instanceof Error ? problem.message : problem}`);
      return err(problem);
    }
  };

  const live = createLiveFunctions(create(synthesis.template), remake);
  const watcher = await watchSources([...SOURCES, ...(plain.policyDir ? [plain.policyDir] : [])], live.changed);
  return {
    ...live,
    close: async () => {
      await watcher.close();
      stopped.abort();
      await live.close();
      await Promise.all(open.map(made => made.close()));
    },
  };
};

/** Functions whose bundles are removed with them. */
const withBundles = (functions: TemplateFunctions, bundles: Synthesis): TemplateFunctions => ({
  ...functions,
  close: async () => {
    await functions.close();
    await bundles.close();
  },
});
