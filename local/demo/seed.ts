import { Readable } from 'node:stream';
import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type DemoRecording, readShippedFile } from './demo-recordings.ts';
import { readLongCall } from './long-call.ts';
import type { RecordingEncryption } from './twilio-encryption.ts';

/** The bucket to which the demo's objects are written. */
export interface DemoBucket {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly accountSid: string;
}

/** The content of an object to upload. S3 needs its length in advance. */
interface Content {
  readonly body: AsyncIterable<Uint8Array>;
  readonly lengthBytes: number;
}

/**
 * Uploads a demo recording under `{accountSid}/{recordingSid}`. A plain recording that is already there is not uploaded
 * again; with `encryption`, the object is encrypted and always uploaded. A recording without a source is skipped.
 */
export const seedRecording = async (
  { s3, bucket, accountSid }: DemoBucket,
  recording: DemoRecording,
  encryption: RecordingEncryption | undefined,
): Promise<void> => {
  const object = { Bucket: bucket, Key: `${accountSid}/${recording.sid}` };
  if (!encryption && (await isUploaded(s3, object))) return;
  const plain = await readContent(recording);
  if (!plain) return;
  const { body, lengthBytes } = encryption ? encrypted(plain, encryption, recording.damaged) : plain;
  await s3.send(
    new PutObjectCommand({
      ...object,
      Body: Readable.from(body, { objectMode: false }),
      ContentLength: lengthBytes,
      ContentType: 'audio/x-wav',
      StorageClass: recording.storageClass,
    }),
  );
};

const isUploaded = async (
  s3: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand(object));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
};

const encrypted = ({ body, lengthBytes }: Content, encryption: RecordingEncryption, damaged: boolean): Content => {
  const ciphertext = encryption.encrypt(body);
  return {
    body: damaged ? withFirstByteWrong(ciphertext) : ciphertext,
    lengthBytes: lengthBytes + encryption.addedBytes,
  };
};

async function* withFirstByteWrong(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    yield isFirst ? Buffer.concat([Uint8Array.of((chunk[0] ?? 0) ^ 1), chunk.subarray(1)]) : chunk;
    isFirst = false;
  }
}

const readContent = async ({ source, durationSeconds }: DemoRecording): Promise<Content | undefined> => {
  if (source === 'nothing') return undefined;
  if (source === 'long-call') {
    const { body, lengthBytes } = await readLongCall(durationSeconds);
    return { body: Readable.from(body), lengthBytes };
  }
  const file = await readShippedFile(source);
  return { body: Readable.from([file]), lengthBytes: file.length };
};
