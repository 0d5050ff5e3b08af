import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { dynamoDbRecordingCatalog } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { seedCatalog } from './catalog.ts';
import { DEMO_PUBLIC_KEYS, fetchDemoPublicKeys } from './demo-keys.ts';
import type { DemoRecording } from './demo-recordings.ts';
import { seedRecording } from './seed.ts';
import { twilioEncryption } from './twilio-encryption.ts';

/** The AWS endpoint, bucket and table to which the demo's data are written. */
export interface DemoTarget {
  readonly aws: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly accountSid: string;
  readonly bucket: string;
  readonly recordingsTable: string;
  /** The KMS key of each public key SID whose private half is in KMS. */
  readonly keyIds: Readonly<Record<string, string>>;
}

/**
 * Writes the demo's recordings to the bucket and the catalog, unless they are already there. Encrypts them where
 * needed. Returns the recordings as Twilio knows them, including encryption details.
 */
export const seedDemo = async (
  target: DemoTarget,
  recordings: readonly DemoRecording[],
): Promise<readonly DemoRecording[]> => {
  const s3 = new S3Client({ ...target.aws, forcePathStyle: true });
  const dynamoDb = new DynamoDB(target.aws);
  const catalog = dynamoDbRecordingCatalog({ client: dynamoDb, table: target.recordingsTable });
  const publicKeys = await fetchDemoPublicKeys(target.aws, target.keyIds);
  const seeded: DemoRecording[] = [];
  for (const recording of recordings) {
    const entry = await catalog.find(recording.sid as RecordingSid);
    const known = entry.ok ? entry.value?.encryption : undefined;
    const encryption = recording.encryptedFor && !known ? encryptionFor(recording.encryptedFor, publicKeys) : undefined;
    await seedRecording({ s3, bucket: target.bucket, accountSid: target.accountSid }, recording, encryption);
    const details = known ?? encryption?.details;
    const mediaUrl = `https://${target.bucket}.s3.${target.aws.region}.amazonaws.com/${target.accountSid}/${recording.sid}`;
    seeded.push({ ...recording, mediaUrl, ...(details && { encryption: details }) });
  }
  s3.destroy();
  dynamoDb.destroy();
  await seedCatalog({ aws: target.aws, table: target.recordingsTable, accountSid: target.accountSid }, seeded);
  return seeded;
};

const encryptionFor = (
  publicKey: keyof typeof DEMO_PUBLIC_KEYS,
  publicKeys: Awaited<ReturnType<typeof fetchDemoPublicKeys>>,
) => {
  const publicKeySid = DEMO_PUBLIC_KEYS[publicKey];
  const key = publicKeys.get(publicKeySid);
  if (!key) throw new Error(`the demo has no public key ${publicKeySid}`);
  return twilioEncryption(publicKeySid, key);
};
