import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type DeployedStack, outputOf } from '../../bin/doctor/deployed-stack.ts';
import type { Examined } from '../../bin/doctor/examination.ts';
import { chainEvent } from '../../lambda/domain/audit/events/chain-event.ts';
import { FAULTY } from './doctor-stack.ts';
import { type Fault, type Healthy, throughGateway } from './faulty-gateways.ts';
import { waveBytes } from './wav.ts';

const stackOf = ({ examined }: Healthy): DeployedStack => {
  if (!examined.stack) throw new Error('the faults need a stack');
  return examined.stack;
};

/** The stack with other outputs: as if it had been deployed with these resources. */
const withOutputs = (healthy: Healthy, changed: Readonly<Record<string, string>>): Partial<Examined> => {
  const stack = stackOf(healthy);
  return { stack: { ...stack, outputs: new Map([...stack.outputs, ...Object.entries(changed)]) } };
};

const withBucket = (healthy: Healthy, bucket: string, region = 'us-east-1'): Partial<Examined> =>
  withOutputs(healthy, { RecordingsAddress: `https://${bucket}.s3.${region}.amazonaws.com/` });

/** The stack with the alarms of another one. */
const withAlarmsOf = (healthy: Healthy, name: string): Partial<Examined> => {
  const stack = stackOf(healthy);
  return { stack: { ...stack, options: { ...stack.options, stack: name } } };
};

const disableKey = async (healthy: Healthy, output: string): Promise<Partial<Examined>> => {
  const stack = stackOf(healthy);
  const KeyId = outputOf(stack, output);
  const kms = stack.clients.kms();
  await kms.send(new DisableKeyCommand({ KeyId }));
  healthy.afterwards(() => kms.send(new EnableKeyCommand({ KeyId })));
  return {};
};

/** A recording in the bucket that no callback has reported. */
const unreportedRecording = async ({ description, ...healthy }: Healthy): Promise<Partial<Examined>> => {
  const recordingSid = `RE${'8'.repeat(32)}`;
  const Key = `${description.accountSid}/${recordingSid}`;
  const Body = waveBytes(4_000);
  await stackOf({ description, ...healthy })
    .clients.s3()
    .send(new PutObjectCommand({ Bucket: description.bucket, Key, Body }));
  return { recordingSid };
};

/** A verification that found something. */
const brokenChain = async (healthy: Healthy): Promise<Partial<Examined>> => {
  const stack = stackOf(healthy);
  const event = chainEvent({
    ...{ eventId: 'doctor', occurredAt: new Date(Date.now() + 1_000), requestId: 'doctor', periods: [] },
    ...{ digests: 1, events: 1, late: 0, findingCount: 2, findings: [], headSha256: undefined },
  });
  const { recording_sid, event_key } = event;
  const TableName = outputOf(stack, 'AuditTableName');
  const table = stack.clients.dynamoDb();
  const Item = marshall(event, { removeUndefinedValues: true });
  await table.send(new PutItemCommand({ TableName, Item }));
  healthy.afterwards(() =>
    table.send(new DeleteItemCommand({ TableName, Key: marshall({ recording_sid, event_key }) })),
  );
  return {};
};

/** What AWS says about the deployment. */
export const INSIDE_FAULTS: readonly Fault[] = [
  {
    fault: 'the bucket of the recordings does not exist',
    named: 'bucket',
    induce: healthy => withBucket(healthy, 'doctor-gone'),
  },
  {
    fault: 'the bucket of the recordings is in another region',
    named: 'bucket',
    induce: healthy => withBucket(healthy, 'doctor-recordings', 'eu-central-1'),
  },
  {
    fault: 'the key of encrypted recordings is disabled',
    named: 'encryption-keys',
    induce: healthy => disableKey(healthy, 'EncryptionKeyArn'),
  },
  { fault: 'no callback has reported the recording', named: 'catalog', state: 'yellow', induce: unreportedRecording },
  {
    fault: 'the address belongs to another deployment',
    named: 'audit-event',
    induce: healthy => throughGateway(healthy, { headers: { 'apigw-requestid': 'of-another-deployment' } }),
  },
  {
    fault: 'the key of the digests is disabled',
    named: 'signing-key',
    induce: healthy => disableKey(healthy, 'AuditSigningKeyArn'),
  },
  {
    fault: 'the archive locks nothing',
    named: 'archive-lock',
    induce: healthy => withOutputs(healthy, { AuditArchiveBucketName: FAULTY.unlockedArchive }),
  },
  {
    fault: 'no digest has been written for two hours',
    named: 'chain',
    induce: () => ({ now: () => new Date(Date.now() + 2 * 3_600_000) }),
  },
  {
    fault: 'no digest was ever written',
    named: 'chain',
    induce: healthy => {
      const { stack } = withOutputs(healthy, { AuditArchiveBucketName: FAULTY.emptyArchive });
      return { stack: { ...stackOf(healthy), ...stack, createdAt: new Date(Date.now() - 3_600_000) } };
    },
  },
  { fault: 'the verification has found something', named: 'verification', induce: brokenChain },
  {
    fault: 'a policy may make the bucket public',
    named: 'public-access',
    state: 'yellow',
    induce: healthy => withBucket(healthy, FAULTY.publicBucket),
  },
  {
    fault: 'the bucket has no versions',
    named: 'versioning',
    state: 'yellow',
    induce: healthy => withBucket(healthy, FAULTY.unversionedBucket),
  },
  {
    fault: 'the bucket has no access log',
    named: 'access-log',
    state: 'yellow',
    induce: healthy => withBucket(healthy, FAULTY.unloggedBucket),
  },
  { fault: 'the stack has no alarms', named: 'alarms', induce: healthy => withAlarmsOf(healthy, 'Nothing') },
  {
    fault: 'the alarms tell nobody',
    named: 'alarms',
    state: 'yellow',
    induce: healthy => withAlarmsOf(healthy, FAULTY.silentStack),
  },
  {
    fault: 'nobody has confirmed the mail of the alarms',
    named: 'subscriptions',
    induce: healthy => withAlarmsOf(healthy, FAULTY.unreadStack),
  },
];
