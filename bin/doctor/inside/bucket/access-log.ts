import { GetBucketLoggingCommand } from '@aws-sdk/client-s3';
import { green, yellow } from '../../check.ts';
import { inside } from '../../inside-check.ts';
import { recordingsBucket } from './recordings-bucket.ts';

/** Whether S3 logs the use of presigned links. */
export const accessLog = inside({
  id: 'access-log',
  title: 'Access log of the bucket',
  after: ['bucket'],
  permissions: ['s3:GetBucketLogging'],
  run: async stack => {
    const { client, bucket } = recordingsBucket(stack);
    const { LoggingEnabled: log } = await client.send(new GetBucketLoggingCommand({ Bucket: bucket }));
    return log
      ? green(`goes to ${log.TargetBucket}/${log.TargetPrefix ?? ''}`)
      : yellow(
          'off',
          'Fetches with presigned links get on record with an access log: switch it on and name it in accessLogs (README, Deploy)',
        );
  },
});
