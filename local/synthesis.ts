import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../lib/playback-app.ts';
import { type LocalTemplate, readTemplate } from './template/read-template.ts';
import type { CloudFormationTemplate } from './template/resolver.ts';

export const STACK_NAME = 'FlexSecurePlayback';

/** The template as `cdk synth` would write it, and for as long as it is open the folder that holds the bundles. */
export interface Synthesis {
  readonly template: LocalTemplate;
  close(): Promise<void>;
}

export interface SynthesisOptions {
  /** Folder of the policy files. @default the project's */
  readonly policyDir?: string | undefined;
  /** Changes the template before it is read: a test shows with it what would happen if a permission were missing. */
  readonly edit?: ((template: CloudFormationTemplate) => void) | undefined;
}

/**
 * Synthesizes the app in this process, into a temporary folder.
 * Throws `PlaybackConfigError` or `PolicyError` when the configuration or the policies have problems.
 */
export const synthesize = async (
  playback: Readonly<Record<string, unknown>>,
  { policyDir, edit }: SynthesisOptions = {},
): Promise<Synthesis> => {
  const outdir = await mkdtemp(join(tmpdir(), 'flex-secure-playback-cdk-'));
  const close = () => rm(outdir, { recursive: true, force: true });
  try {
    const app = buildApp({ playback, outdir, checkTemplate: false, ...(policyDir !== undefined && { policyDir }) });
    const assembly = app.synth();
    const template: CloudFormationTemplate = assembly.getStackByName(STACK_NAME).template;
    edit?.(template);
    return { template: readTemplate({ template, outdir, stackName: STACK_NAME }), close };
  } catch (problem) {
    await close();
    throw problem;
  }
};
