import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LocalStack } from '../../local/stack.ts';

/** Changes to the archive that an administrator of the local stack can make. */
export interface ArchiveTampering {
  readonly client: S3Client;
  keys(prefix: string): Promise<string[]>;
  read(key: string): Promise<Buffer>;
  write(key: string, body: Buffer | string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Deletes every version of a name except the oldest, also locked ones. */
  restore(key: string): Promise<void>;
  /** Deletes every version of a name except the newest. */
  restoreNewest(key: string): Promise<void>;
}

export const archiveTampering = ({
  aws,
  auditArchive: { bucket: Bucket },
}: LocalStack['description']): ArchiveTampering => {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: aws,
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const removeVersions = async (versions: readonly ObjectVersion[]) => {
    for (const { Key, VersionId } of versions) {
      await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
    }
  };
  const history = (Prefix: string) => client.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  return {
    client,
    keys: async Prefix => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    read: async Key => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    write: async (Key, Body) => void (await client.send(new PutObjectCommand({ Bucket, Key, Body }))),
    remove: async Key => void (await client.send(new DeleteObjectCommand({ Bucket, Key }))),
    restore: async key => {
      const { Versions = [], DeleteMarkers = [] } = await history(key);
      await removeVersions([...DeleteMarkers, ...Versions.slice(0, -1)]);
    },
    restoreNewest: async key => {
      const { Versions = [], DeleteMarkers = [] } = await history(key);
      await removeVersions([...DeleteMarkers, ...Versions.slice(1)]);
    },
  };
};
