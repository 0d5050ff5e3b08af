import { request } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type AwsEndpoint, type AwsEndpointOptions, startAwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { auditTable, policy, readSmall, role } from './small-template.ts';

export const BUCKET = 'recordings';
export const TABLE = 'Small-Audit-LOCAL';
export const TABLE_ARN = `arn:aws:dynamodb:us-east-1:000000000000:table/${TABLE}`;

/** Roles by logical id → their policy statements. */
export type Roles = Readonly<Record<string, readonly unknown[]>>;

/** An endpoint with the audit table, one bucket, and these roles. */
export const startEndpoint = (roles: Roles = {}, more: Partial<AwsEndpointOptions> = {}): Promise<AwsEndpoint> => {
  const resources = Object.entries(roles).flatMap(([id, statements]) => [
    [id, role] as const,
    [`${id}Policy`, policy(id, ...statements)] as const,
  ]);
  const { tables, roles: definitions } = readSmall({ Audit: auditTable, ...Object.fromEntries(resources) });
  return startAwsEndpoint({ tables, roles: definitions, buckets: [{ bucketName: BUCKET }], ...more });
};

/** The real SDK's clients, signing as a role of the endpoint, or as its administrator. One attempt unless told. */
export const clientsOf = (endpoint: AwsEndpoint, roleId?: string, maxAttempts = 1) => {
  const credentials = roleId === undefined ? endpoint.admin : endpoint.credentialsFor(roleId);
  const options = { endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts };
  return {
    dynamodb: new DynamoDBClient(options),
    s3: new S3Client(options),
    secrets: new SecretsManagerClient(options),
  };
};

/** The outcome of a call: `ok`, or `name status` of the error. */
export const outcomeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: { name: string; $metadata?: { httpStatusCode?: number } }) =>
      `${error.name} ${error.$metadata?.httpStatusCode ?? ''}`.trim(),
  );

/** Sends a request with exactly this target to the server of `url`. `fetch` would normalize the target. */
export const sendRaw = (
  url: string,
  target: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { body, ...head } = options;
    const outgoing = request(url, { ...head, path: target }, async response => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    outgoing.on('error', reject).end(body);
  });

/** The code of an S3 error. */
export const codeOf = (xml: string) => /<Code>(\w+)<\/Code>/.exec(xml)?.[1];
