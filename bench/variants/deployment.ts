import { join } from 'node:path';
import { lambdaEnvironment } from '../../local/functions/lambda-environment.ts';
import { synthesize } from '../../local/synthesis.ts';
import { LOCAL_REGION } from '../../local/template/local-account.ts';
import type { Upstreams } from '../stubs/upstreams.ts';
import { codeSize, FOUR_CALLS, type Variant } from './variant.ts';

const ACCOUNT_SID = `AC${'0a'.repeat(16)}`;
/** Credentials with the form of a role's session. The stubs check no signature. */
const CREDENTIALS = {
  accessKeyId: `ASIA${'B'.repeat(16)}`,
  secretAccessKey: 's'.repeat(40),
  sessionToken: 't'.repeat(800),
};

/** The url-provider as `cdk synth` writes it, with its deployed environment. */
export interface Deployment {
  readonly variant: Variant;
  /** Returns the environment, which is the same for every variant. */
  environmentAt(upstreams: Upstreams): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Synthesizes the smallest configuration: no secret, presigned links, and one object key per recording, as in the
 * yardsticks. The default has two keys, so a play makes five calls.
 */
export const synthesizeDeployment = async (): Promise<Deployment> => {
  const { template, close } = await synthesize({
    accountSid: ACCOUNT_SID,
    bucketName: 'bench-recordings',
    objectKeys: ['{accountSid}/{recordingSid}'],
  });
  const definition = template.functions.find(({ logicalId }) => logicalId.startsWith('UrlProvider'));
  if (!definition?.assetDir) throw new Error('The template has no function UrlProvider with code of its own');
  const { assetDir, environment, logicalId, ...rest } = definition;
  const runnable = { ...rest, name: logicalId, codeDirectory: assetDir };
  return {
    variant: {
      name: 'ours',
      description: 'the url-provider as deployed: policies, audit, log, metric',
      entry: join(assetDir, 'index.js'),
      calls: FOUR_CALLS,
      code: codeSize(assetDir),
    },
    environmentAt: ({ iamUrl, awsUrl }) =>
      lambdaEnvironment(
        runnable,
        { ...environment, IAM_BASE_URL: iamUrl },
        { region: LOCAL_REGION, credentials: CREDENTIALS, awsEndpointUrl: awsUrl },
      ),
    close,
  };
};
