import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlarmDefinition } from '../../template/alarms/alarms.ts';
import type { TopicDefinition } from '../../template/alarms/topics.ts';
import type { BucketDefinition } from '../../template/buckets.ts';
import type { QueueDefinition } from '../../template/events/queues.ts';
import type { PersonDefinition, RoleDefinition } from '../../template/roles.ts';
import type { TableDefinition } from '../../template/tables.ts';
import { createCloudWatch } from '../alarms/cloudwatch.ts';
import { createSns } from '../alarms/sns.ts';
import { createCloudFormation, type LocalStackOutputs } from '../cloudformation.ts';
import { startDynamoDb } from '../dynamodb/dynamodb.ts';
import { ADMINISTRATOR, createPrincipals, type LocalCredentials } from '../iam/principals.ts';
import { createKms } from '../kms/kms.ts';
import { type KmsKey, type KmsKeyDefinition, openKmsKeys } from '../kms/kms-keys.ts';
import { sendAnswer } from '../protocol/answer.ts';
import { parseRequest } from '../protocol/aws-request.ts';
import { createS3 } from '../s3/s3.ts';
import { createSecretsManager } from '../secrets-manager.ts';
import { startSqs } from '../sqs/sqs.ts';
import { createSts } from '../sts.ts';
import { answerControl, type Invoke } from './control-routes.ts';
import { createDispatcher } from './dispatcher.ts';
import { createFaults } from './faults.ts';

export interface AwsEndpointOptions {
  readonly tables: readonly TableDefinition[];
  /** @default none */
  readonly queues?: readonly QueueDefinition[];
  readonly roles: readonly RoleDefinition[];
  /** People with their own permissions. @default none */
  readonly people?: readonly PersonDefinition[];
  /** Buckets of the template, and imported ones. */
  readonly buckets: readonly BucketDefinition[];
  /** Name → value. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The asymmetric keys of KMS. */
  readonly kmsKeys?: readonly KmsKeyDefinition[];
  /** The alarms of CloudWatch. @default none */
  readonly alarms?: readonly AlarmDefinition[];
  /** The topics of SNS. @default none */
  readonly topics?: readonly TopicDefinition[];
  /** The stack that CloudFormation describes. */
  readonly readStackOutputs?: LocalStackOutputs;
  /** Keeps all data in this folder. Without it, objects are in a temporary folder and tables in memory. */
  readonly dataDir?: string;
  /** Runs a function for `POST /__invoke`. */
  readonly invoke?: Invoke;
  /** Receives what the buckets report to EventBridge. */
  readonly onEvent?: (event: object) => void;
  /** Receives one line for each refusal, without secrets. */
  readonly log?: (line: string) => void;
  /** The endpoint's clock, for tests of expiry. */
  readonly now?: () => Date;
}

export interface AwsEndpoint {
  /** `http://127.0.0.1:PORT`, the same for all services. */
  readonly url: string;
  /** Throws when the template has no such role. */
  readonly credentialsFor: (roleLogicalId: string) => Required<LocalCredentials>;
  /** Sets a role's clock this many milliseconds ahead. Its signatures are then checked against this clock. */
  readonly moveClock: (roleLogicalId: string, aheadMs: number) => void;
  /** Credentials with all permissions. */
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Name → value. A change applies to the next call. */
  readonly secrets: Map<string, string>;
  /** A test can disable and enable them. */
  readonly kmsKeys: readonly KmsKey[];
  readonly close: () => Promise<void>;
}

/**
 * Starts DynamoDB, S3, Secrets Manager, KMS, SQS, STS, CloudWatch, SNS and CloudFormation on one loopback port. The scope of a call's
 * signature selects the service. Every call needs a signature, and its role needs permission for the operation.
 */
export const startAwsEndpoint = async (options: AwsEndpointOptions): Promise<AwsEndpoint> => {
  const log = options.log ?? (() => undefined);
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'flex-secure-playback-aws-')));
  const principals = createPrincipals(options.roles, options.people);
  const secrets = new Map(Object.entries(options.secrets ?? {}));
  for (const { logicalId, managedPolicyArns } of options.roles) {
    for (const arn of managedPolicyArns)
      log(`aws: ${arn} is not in the template, so it grants nothing to ${logicalId}`);
  }

  const now = options.now ?? (() => new Date());
  const kmsKeys = await openKmsKeys(options.kmsKeys ?? [], options.dataDir && join(folder, 'kms'));
  const services = [
    createS3({
      buckets: options.buckets,
      folder: join(folder, 's3'),
      ...(options.onEvent && { onEvent: options.onEvent }),
    }),
    await startDynamoDb({ tables: options.tables, ...(options.dataDir && { path: join(folder, 'dynamodb') }) }),
    createSecretsManager(secrets),
    createKms(kmsKeys),
    await startSqs({
      queues: options.queues ?? [],
      now,
      ...(options.dataDir && { path: join(folder, 'sqs.json') }),
    }),
    createSts(),
    createCloudWatch(options.alarms ?? []),
    createSns(options.topics ?? []),
    createCloudFormation(options.readStackOutputs ?? { stackName: 'none', outputs: () => ({}) }),
  ] as const;
  const faults = createFaults(services.map(service => service.signingName));
  const dispatch = createDispatcher({ services, principals, faults, log, now });

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = parseRequest(message);
    const control = request.ok && (await answerControl(request.value, { faults, invoke: options.invoke }));
    const answer = control || (await dispatch(request));
    if (answer === 'reset') message.socket.resetAndDestroy();
    else if (answer !== 'silence') await sendAnswer(response, answer, message.method === 'HEAD');
  };
  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      log(`bug in the local AWS endpoint: ${error instanceof Error ? error.stack : error}`);
      message.socket.destroy();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentialsFor: principals.credentialsFor,
    moveClock: principals.moveClock,
    admin: { accessKeyId: ADMINISTRATOR.accessKeyId, secretAccessKey: ADMINISTRATOR.secretAccessKey },
    secrets,
    kmsKeys,
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      for (const service of services) await service.close?.();
      if (!options.dataDir) await rm(folder, { recursive: true, force: true });
    },
  };
};
