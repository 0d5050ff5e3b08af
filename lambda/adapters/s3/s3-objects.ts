import type { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { WriteOutcome } from '../../domain/audit/chain/ports.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { awsFailure } from '../aws/aws-failure.ts';

export interface S3Bucket {
  readonly client: S3Client;
  readonly bucket: string;
}

export interface NewObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
}

/** 412: the name exists. 409: another write of the same name is in progress, and S3 does not say which one will succeed. */
const PRECONDITION_FAILED = 412;
const CONFLICT = 409;

/** Writes an object unless the name exists. S3 itself checks this. */
export const createObject = async (
  { client, bucket }: S3Bucket,
  { key, body, contentType }: NewObject,
): Promise<Result<WriteOutcome, Failure>> => {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        IfNoneMatch: '*',
        // S3 requires a checksum, with its algorithm, for an object that it locks.
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    return ok('written');
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === PRECONDITION_FAILED) return ok('exists');
    if (status === CONFLICT) return err({ code: 'unavailable', reason: 'archive_write_conflict', cause: error });
    return err(awsFailure('archive', error));
  }
};

/** Opens an object's bytes as a stream. Returns undefined when there is no object. */
export const openObject = async (
  { client, bucket }: S3Bucket,
  key: string,
): Promise<Result<Readable | undefined, Failure>> => {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return ok(Body as Readable | undefined);
  } catch (error) {
    return error instanceof NoSuchKey ? ok(undefined) : err(awsFailure('archive', error));
  }
};
