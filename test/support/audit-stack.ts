import { DynamoDB, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { StoredItem } from '../../lambda/domain/audit/chain/stored-item.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws/endpoint/endpoint.ts';
import { type Synthesis, synthesize } from '../../local/synthesis.ts';
import { auditCliIn, type CliEnd } from './audit-cli.ts';

/** The stack's tables, buckets, keys and policies without its functions, for the audit command line. */
export interface AuditStack {
  readonly endpoint: AwsEndpoint;
  readonly output: (name: string) => string;
  readonly put: (output: 'AuditTableName' | 'RecordingsTableName', ...items: object[]) => Promise<void>;
  /** Runs the command line. @param env such as other credentials than the administrator's */
  readonly audit: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliEnd>;
}

/** Registers the hooks that start and stop the stack. */
export const useAuditStack = (): AuditStack => {
  let synthesis: Synthesis;
  let endpoint: AwsEndpoint;
  let client: DynamoDB;
  beforeAll(async () => {
    synthesis = await synthesize({ accountSid: `AC${'1'.repeat(32)}`, bucketName: 'recordings' });
    endpoint = await startAwsEndpoint({
      ...synthesis.template,
      readStackOutputs: {
        stackName: synthesis.stackName,
        outputs: () => Object.fromEntries(synthesis.template.outputNames.map(name => [name, output(name)])),
      },
    });
    client = new DynamoDB({ endpoint: endpoint.url, region: 'us-east-1', credentials: endpoint.admin });
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
    await synthesis.close();
  });
  const output = (name: string) => String(synthesis.template.output(name));
  return {
    get endpoint() {
      return endpoint;
    },
    output,
    put: async (table, ...items) => {
      for (const item of items) {
        await client.send(new PutItemCommand({ TableName: output(table), Item: marshall(item) }));
      }
    },
    audit: (args, env = {}) => auditCliIn(env, ...args, '--endpoint', endpoint.url),
  };
};

/** The events that the command line printed with `--format ndjson`. */
export const printedEvents = ({ stdout }: CliEnd): StoredItem[] =>
  stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
