import type { Command } from 'commander';

/** The AWS account, region and endpoint that the command line uses. */
export interface AwsOptions {
  /** A profile of the AWS configuration, also one of SSO. Default: the credentials that the AWS CLI would use. */
  readonly profile?: string | undefined;
  /** Default: the region of the AWS configuration. */
  readonly region?: string | undefined;
  /** The endpoint of a local stack. Default: AWS. */
  readonly endpoint?: string | undefined;
}

/** Adds the options of `AwsOptions`. All commands that use AWS have them. */
export const withAwsOptions = (command: Command): Command =>
  command
    .option('--profile <name>', 'profile of the AWS configuration, as in the AWS CLI (default: AWS_PROFILE)')
    .option('--region <name>', "AWS region (default: the AWS configuration's)")
    .option('--endpoint <url>', 'AWS endpoint of a local stack, such as http://127.0.0.1:4566');
