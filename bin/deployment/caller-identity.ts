import { partition } from '@aws-sdk/core/client';
import { readBodyBytes } from '../../lambda/adapters/aws/read-body-bytes.ts';
import type { HttpAnswer } from '../../lambda/adapters/aws/requests/http-exchange.ts';
import { type AnswerReader, signedRequests } from '../../lambda/adapters/aws/requests/signed-request.ts';
import { AwsServiceError } from '../../lambda/adapters/aws/service-error.ts';
import { AwsError } from '../terminal/exit-code.ts';
import { awsClients } from './aws-clients.ts';
import type { AwsOptions } from './aws-options.ts';

/** Who changes something, if STS does not say. */
export const UNKNOWN_OPERATOR = 'unknown';

/**
 * Returns the ARN of the caller, as STS's GetCallerIdentity states it. AWS allows this call to everybody. The name comes
 * from AWS and not from the machine, so nobody can choose it. Throws `AwsError`.
 */
export const readCallerArn = async (options: AwsOptions): Promise<string> => {
  // The client is only asked for its settings: the SDK finds region and credentials in many places.
  const client = awsClients(options).cloudFormation();
  const region = await client.config.region();
  const endpoint = new URL(options.endpoint ?? `https://sts.${region}.${partition(region).dnsSuffix}`);
  try {
    const credentials = await client.config.credentials();
    const connection = { region, credentials, environment: process.env, requestTimeoutMs: 5_000 };
    return await signedRequests('sts', connection)(
      {
        method: 'POST',
        endpoint,
        path: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Action=GetCallerIdentity&Version=2011-06-15',
      },
      IDENTITY,
    );
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new AwsError(`STS does not say who you are: ${said}`, { cause: error });
  }
};

const IDENTITY: AnswerReader<string> = {
  output: async response => {
    const arn = elementOf('Arn', await textOf(response));
    if (arn?.startsWith('arn:')) return arn;
    throw new SyntaxError('the answer has no ARN');
  },
  error: async response => {
    const text = await textOf(response);
    return new AwsServiceError(elementOf('Code', text) ?? 'Unknown', elementOf('Message', text) ?? '', response);
  },
};

const textOf = async ({ body }: HttpAnswer): Promise<string> => String(await readBodyBytes(body));

/** Returns the text of the first element of this name. ARNs and messages of STS have no escaped characters. */
const elementOf = (name: string, xml: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
