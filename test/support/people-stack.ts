import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/stack.ts';
import { auditCliIn } from './audit-cli.ts';
import { askFor } from './playback-client.ts';
import { runProgram } from './program.ts';

/** What an AWS call answers to somebody without permission. */
export const REFUSED_ITEM = 'AccessDeniedException 400';
export const REFUSED_OBJECT = 'AccessDenied 403';

type Person = 'auditor' | 'operator' | 'test';

/**
 * Starts, for one test file, a stack with streamed links. A person's command lines and clients have the person's permissions.
 * `playback`: more of the configuration
 */
export const usePeopleStack = ({ playback, ...options }: LocalStackOptions = {}) => {
  let stack: LocalStack | undefined;
  beforeAll(async () => {
    const links = { delivery: 'stream', linkTtlMinSeconds: 3600 };
    stack = await startLocalStack({ ...options, playback: { ...links, ...playback } });
  });
  afterAll(() => stack?.close());
  const description = () => {
    if (!stack) throw new Error('the stack is not started');
    return stack.description;
  };
  const environment = (name: Person) => ({ AWS_ACCESS_KEY_ID: name, AWS_SECRET_ACCESS_KEY: name });
  const here = () => ['--endpoint', description().aws];
  return {
    get description() {
      return description();
    },
    audit: (name: Person, ...args: string[]) => auditCliIn(environment(name), ...args, ...here()),
    catalog: (name: Person, ...args: string[]) =>
      runProgram(['bin/flex-catalog.js', ...args, ...here()], environment(name)),
    clients: (name: Person) => {
      const options = {
        endpoint: description().aws,
        region: 'us-east-1',
        credentials: { accessKeyId: name, secretAccessKey: name },
        maxAttempts: 1,
      };
      return {
        dynamoDb: new DynamoDBClient(options),
        s3: new S3Client({ ...options, forcePathStyle: true }),
        kms: new KMSClient(options),
      };
    },
    /** Lets the supervisor ask for a recording. */
    link: async (sid: string): Promise<string> =>
      (await askFor(description(), sid, description().tokens.supervisor)).body.media_url ?? '',
  };
};
