import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { awsClientSettings } from '../aws/aws-client-settings.ts';

export interface MediaBucketClientOptions extends Omit<S3ClientConfig, 'requestHandler' | 'region'> {
  readonly region: string;
  /** From sending a request to the answer's headers, milliseconds. */
  readonly answerTimeoutMs: number;
}

/** A client for bodies that are read at a listener's pace. */
export const mediaBucketClient = ({ region, answerTimeoutMs, ...more }: MediaBucketClientOptions): S3Client => {
  const { requestHandler, ...settings } = awsClientSettings({ region, requestTimeoutMs: answerTimeoutMs });
  return new S3Client({
    ...settings,
    // The SDK cannot tell a listener who pauses from a bucket that stalls; the media source can.
    requestHandler: { ...requestHandler, socketTimeout: 0 },
    // A part has no checksum of its own; what must be right about the bytes, GCM's tag says.
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...more,
  });
};
