import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { AwsError } from '../terminal/exit-code.ts';

/** The region becomes part of a host name, so its characters are restricted. */
const REGION = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const EXAMPLE = 'Example: --region eu-central-1, or AWS_REGION=eu-central-1 in the environment.';

/**
 * Returns a function that finds the region of all AWS clients: `named`, the region of `profile`, or the region of the AWS
 * configuration (environment, profile, machine). The SDK calls it before its first request. It rejects with an `AwsError`; the SDK
 * itself would throw a plain `Error`, which looks like a defect of this program.
 */
export const regionFinder = (named: string | undefined, profile?: string): (() => Promise<string>) => {
  const configured = loadConfig(NODE_REGION_CONFIG_OPTIONS, {
    ...NODE_REGION_CONFIG_FILE_OPTIONS,
    ...(profile !== undefined && { profile }),
  });
  return async () => {
    const region = named ?? (await configured().catch(noRegion));
    if (REGION.test(region)) return region;
    throw new AwsError(`"${region}" is not an AWS region. ${EXAMPLE}`);
  };
};

const noRegion = (cause: unknown): never => {
  throw new AwsError(`The AWS configuration has no region. ${EXAMPLE}`, { cause });
};
