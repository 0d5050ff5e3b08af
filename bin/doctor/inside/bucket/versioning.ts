import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { green, yellow } from '../../check.ts';
import { inside } from '../../inside-check.ts';
import { recordingsBucket } from './recordings-bucket.ts';

/** Whether a recording that is overwritten or deleted can be brought back. */
export const versioning = inside({
  id: 'versioning',
  title: 'Versioning of the bucket',
  after: ['bucket'],
  permissions: ['s3:GetBucketVersioning'],
  run: async stack => {
    const { client, bucket } = recordingsBucket(stack);
    const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
    return Status === 'Enabled'
      ? green('on')
      : yellow(
          Status === undefined ? 'off' : Status.toLowerCase(),
          `An overwritten or deleted recording is lost: aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
        );
  },
});
