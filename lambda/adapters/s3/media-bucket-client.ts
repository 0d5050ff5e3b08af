import type { S3Objects } from '../aws/aws-calls.ts';
import type { AwsConnection } from '../aws/requests/signed-request.ts';
import { signedS3 } from './signed-s3.ts';

/**
 * Returns a client for objects whose bodies are read at a listener's pace. It has no limit for pauses within a body, because
 * it cannot distinguish a listener who pauses from a bucket that stalls. The media source can, and has the limit.
 */
export const mediaBucketClient = (connection: AwsConnection): S3Objects => signedS3(connection, 0);
