import { readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_STACK_NAME } from '../lib/config/playback-config.ts';
import { buildApp } from '../lib/playback-app.ts';
import { type LocalTemplate, readTemplate } from './template/read-template.ts';
import type { CloudFormationTemplate } from './template/resolver.ts';
import { withoutTimeLimits } from './template/without-time-limits.ts';

/** The template as `cdk synth` writes it. The folder with its bundles exists until `close` is called. */
export interface Synthesis {
  readonly template: LocalTemplate;
  readonly stackName: string;
  /** The template with unresolved references. */
  readonly source: CloudFormationTemplate;
  close(): Promise<void>;
}

export interface SynthesisOptions {
  /** Folder of the policy files. @default the project's */
  readonly policyDir?: string | undefined;
  /** Adds source maps to the bundles, and removes time limits, so that functions can stop at breakpoints. @default false */
  readonly debuggable?: boolean | undefined;
  /** Changes the template before it is read. A test can remove a permission with it. */
  readonly edit?: ((template: CloudFormationTemplate) => void) | undefined;
}

/** Writes the template and the bundles into a folder. */
export type Synthesize = (outdir: string) => void | Promise<void>;

/**
 * Synthesizes the app into a temporary folder. `write` replaces the synthesis in this process, for instance by one in
 * another process. Rejects with `PlaybackConfigError` or `PolicyError` for invalid configuration or policies.
 */
export const synthesize = async (
  playback: Readonly<Record<string, unknown>>,
  options: SynthesisOptions = {},
  write: Synthesize = outdir => writeAssembly(playback, options, outdir),
): Promise<Synthesis> => {
  // The real path, because source maps contain paths relative to it, and debuggers identify scripts by it.
  const outdir = await realpath(await mkdtemp(join(tmpdir(), 'flex-secure-playback-cdk-')));
  const { stackName = DEFAULT_STACK_NAME } = playback as { stackName?: string };
  const close = () => rm(outdir, { recursive: true, force: true });
  try {
    await write(outdir);
    const source: CloudFormationTemplate = JSON.parse(readFileSync(join(outdir, `${stackName}.template.json`), 'utf8'));
    options.edit?.(source);
    const template = readTemplate({ template: source, outdir, stackName });
    return { template: options.debuggable ? withoutTimeLimits(template) : template, source, stackName, close };
  } catch (problem) {
    await close();
    throw problem;
  }
};

/** On this machine an answer needs milliseconds, so what was heard is on record within a minute after the end of a link. */
const SETTLE_SECONDS = 2;

/** Synthesizes the app in this process. */
export const writeAssembly = (
  playback: Readonly<Record<string, unknown>>,
  { policyDir, debuggable = false }: Omit<SynthesisOptions, 'edit'>,
  outdir: string,
): void => {
  const folder = policyDir === undefined ? {} : { policyDir };
  const settleSeconds = SETTLE_SECONDS;
  buildApp({ playback, outdir, sourceMaps: debuggable, settleSeconds, checkTemplate: false, ...folder }).synth();
};
