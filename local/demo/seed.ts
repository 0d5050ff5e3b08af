import { createReadStream, type ReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type DemoRecording, shippedFile } from './demo-recordings.ts';
import { writeLongCall } from './long-call.ts';

/** Where the demo's objects go. */
export interface DemoBucket {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly accountSid: string;
}

/** Puts every demo recording that has an object into the bucket, under `{accountSid}/{recordingSid}`, unless it is there. */
export const seedRecordings = async (target: DemoBucket, recordings: readonly DemoRecording[]): Promise<void> => {
  for (const recording of recordings) {
    const object = { Bucket: target.bucket, Key: `${target.accountSid}/${recording.sid}` };
    if (recording.source === 'nothing' || (await exists(target.s3, object))) continue;
    const put = (content: Pick<PutObjectCommandInput, 'Body' | 'ContentLength'>) =>
      target.s3.send(
        new PutObjectCommand({
          ...object,
          ...content,
          ContentType: 'audio/x-wav',
          StorageClass: recording.storageClass,
        }),
      );
    if (recording.source === 'long-call') await withLongCall(recording.durationSeconds, put);
    else await put({ Body: await shippedFile(recording.source) });
  }
};

const exists = async (s3: S3Client, object: { readonly Bucket: string; readonly Key: string }): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand(object));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
};

/** The long call by way of a file: it is too long to be held in memory, and S3 wants to know its length beforehand. */
const withLongCall = async (
  seconds: number,
  put: (content: { Body: ReadStream; ContentLength: number }) => Promise<unknown>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'flex-secure-playback-demo-'));
  try {
    const path = join(folder, 'long-call.wav');
    await writeLongCall(path, seconds);
    await put({ Body: createReadStream(path), ContentLength: (await stat(path)).size });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
