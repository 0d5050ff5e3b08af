import { App, Stack } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { parsePlaybackConfig } from './config/parse-playback-config.ts';
import { SOURCE_MAPS } from './functions/playback-function.ts';
import { SETTLE_SECONDS } from './media/heard-writer.ts';
import { SecurePlayback } from './secure-playback.ts';

export interface BuildAppOptions {
  /** The raw configuration: the context object `playback` with its overrides. */
  readonly playback: unknown;
  /** Folder of the policy files. Default: `policy/`. */
  readonly policyDir?: string;
  /** The folder into which `synth` writes. Default: the CLI's choice, otherwise a temporary folder. */
  readonly outdir?: string;
  /** Whether to check the template against CloudFormation's schemas and rules. Takes longer than all other steps. Default: true. */
  readonly checkTemplate?: boolean;
  /**
   * Whether to add a source map to each bundle, for a debugger on this machine. It changes the assets' hashes and would make
   * cold starts slower, so it cannot be switched on for a deployment. Default: false.
   */
  readonly sourceMaps?: boolean;
  /**
   * How long the function heard-writer waits after the end of a link for answers that are still running, seconds. Only for
   * this machine, where no answer is slow. Default: as long as an answer can take.
   */
  readonly settleSeconds?: number;
  /** The account and region to deploy to. Default: those of the CLI's credentials at deployment. */
  readonly env?: { readonly account?: string; readonly region?: string };
}

/**
 * The CDK app with its one stack. Needs no network, no credentials and no Docker.
 * Throws `PlaybackConfigError` or `PolicyError`, which list all problems of the configuration or the policies at once.
 */
export const buildApp = (options: BuildAppOptions): App => {
  const config = parsePlaybackConfig(options.playback);
  const app = new App({
    analyticsReporting: false,
    stackTraces: false,
    builtinCloudFormationValidation: options.checkTemplate ?? true,
    // Here rather than in cdk.json, so that `npm start` and the CLI synthesize the same template.
    context: CURRENTLY_RECOMMENDED_FLAGS,
    // Overrides cdk.json and `-c`.
    postCliContext: {
      [SOURCE_MAPS]: options.sourceMaps ?? false,
      ...(options.settleSeconds !== undefined && { [SETTLE_SECONDS]: options.settleSeconds }),
    },
    ...(options.outdir !== undefined && { outdir: options.outdir }),
  });
  const stack = new Stack(app, config.stackName, {
    description: 'Expiring, audited links to call recordings for Flex Insights',
    ...(options.env && { env: options.env }),
  });
  // The CDK leaves an id `Default` out of logical ids, so they do not depend on the construct.
  new SecurePlayback(stack, 'Default', { ...config, policyDir: options.policyDir });
  return app;
};
