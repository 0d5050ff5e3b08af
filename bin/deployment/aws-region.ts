import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { AwsError } from '../terminal/exit-code.ts';

/** It becomes a part of a host name. */
const REGION = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const EXAMPLE = 'Example: --region eu-central-1, or AWS_REGION=eu-central-1 in the environment.';

/**
 * The region of all AWS clients: the named one, else that of the AWS configuration (environment, profile, machine), for
 * which the SDK looks at the first call. It rejects with an `AwsError` where the SDK would throw a bare `Error`, which
 * nothing tells from a defect.
 */
export const awsRegion = (named: string | undefined): (() => Promise<string>) => {
  const configured = loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS);
  return async () => {
    const region = named ?? (await configured().catch(noRegion));
    if (REGION.test(region)) return region;
    throw new AwsError(`"${region}" is no AWS region. ${EXAMPLE}`);
  };
};

const noRegion = (cause: unknown): never => {
  throw new AwsError(`The AWS configuration names no region. ${EXAMPLE}`, { cause });
};
