import type { S3Objects } from '../aws/aws-calls.ts';
import type { AwsConnection } from '../aws/signed-request.ts';
import { signedS3 } from './signed-s3.ts';

/**
 * Objects whose bodies are read at a listener's pace: from here nobody can tell a listener who pauses from a bucket that
 * stalls; the media source can.
 */
export const mediaBucketClient = (connection: AwsConnection): S3Objects => signedS3(connection, { socketTimeout: 0 });
