import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { parsePlaybackConfig } from './config/parse-playback-config.ts';
import { FlexSecurePlaybackStack } from './flex-secure-playback-stack.ts';
import { SOURCE_MAPS } from './functions/playback-function.ts';
import { compilePolicyFiles } from './policy/policy-files.ts';

export interface BuildAppOptions {
  /** The raw configuration: the context object `playback`, overrides included. */
  readonly playback: unknown;
  /** Folder of the policy files. Default: `policy/`. */
  readonly policyDir?: string;
  /** Where `synth` writes. Default: the CLI's choice, else a temporary folder. */
  readonly outdir?: string;
  /** Check the template against CloudFormation's schemas and rules at synth; takes longer than all the rest. Default: true. */
  readonly checkTemplate?: boolean;
  /**
   * Put a source map beside each bundle, for a debugger on this machine. Changes the assets' hashes, and would cost cold
   * start, so it cannot be switched on for a deployment. Default: false.
   */
  readonly sourceMaps?: boolean;
  /** Account and region to deploy to. Default: whatever the CLI's credentials say at deployment. */
  readonly env?: { readonly account?: string; readonly region?: string };
}

/**
 * The CDK app with its one stack, `FlexSecurePlayback`. Needs no network, no credentials and no Docker.
 * Throws `PlaybackConfigError` or `PolicyError`, which list all problems of the configuration or the policies at once.
 */
export const buildApp = (options: BuildAppOptions): App => {
  const config = parsePlaybackConfig(options.playback);
  const policies = compilePolicyFiles(options.policyDir);
  const app = new App({
    analyticsReporting: false,
    stackTraces: false,
    builtinCloudFormationValidation: options.checkTemplate ?? true,
    // Here rather than in cdk.json, so that `npm start` and the CLI synthesize the same template.
    context: CURRENTLY_RECOMMENDED_FLAGS,
    // Overrides whatever cdk.json or `-c` say.
    postCliContext: { [SOURCE_MAPS]: options.sourceMaps ?? false },
    ...(options.outdir !== undefined && { outdir: options.outdir }),
  });
  new FlexSecurePlaybackStack(app, 'FlexSecurePlayback', {
    config,
    policies,
    description: 'Expiring, audited links to call recordings for Flex Insights',
    ...(options.env && { env: options.env }),
  });
  return app;
};
