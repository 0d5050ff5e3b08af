import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { green, red, yellow } from '../../check.ts';
import { inside, isNamed } from '../../inside-check.ts';
import { recordingsBucket } from './recordings-bucket.ts';

/** Whether the bucket with the recordings exists in its region, and has objects. */
export const bucket = inside({
  id: 'bucket',
  title: 'Bucket of the recordings',
  permissions: ['s3:ListBucket'],
  run: async stack => {
    const { client, bucket: name, region } = recordingsBucket(stack);
    try {
      const { KeyCount = 0 } = await client.send(new ListObjectsV2Command({ Bucket: name, MaxKeys: 1 }));
      return KeyCount > 0
        ? green(`${name} in ${region}`)
        : yellow(
            `${name} is empty`,
            'Let Twilio store recordings there: docs/flex-setup.md#3-store-recordings-in-your-bucket',
          );
    } catch (error) {
      if (isNamed(error, 'NoSuchBucket'))
        return red(`${name} does not exist`, 'Correct bucketName in cdk.json, or create the bucket');
      if (isNamed(error, 'PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'))
        return red(`${name} is not in ${region}`, "Set bucketRegion in cdk.json to the bucket's region, and deploy");
      throw error;
    }
  },
});
