import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { green, yellow } from '../../check.ts';
import { inside, isNamed } from '../../inside-check.ts';
import { recordingsBucket } from './recordings-bucket.ts';

const SWITCHES = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

/** Whether no policy and no ACL can make recordings public. */
export const publicAccess = inside({
  id: 'public-access',
  title: 'Public access to the bucket',
  after: ['bucket'],
  permissions: ['s3:GetBucketPublicAccessBlock'],
  run: async stack => {
    const { client, bucket } = recordingsBucket(stack);
    const block = await client
      .send(new GetPublicAccessBlockCommand({ Bucket: bucket }))
      .then(({ PublicAccessBlockConfiguration: configuration = {} }) => configuration)
      .catch(error => {
        if (isNamed(error, 'NoSuchPublicAccessBlockConfiguration')) return {};
        throw error;
      });
    const off = SWITCHES.filter(name => !block[name as keyof typeof block]);
    return off.length === 0
      ? green('blocked')
      : yellow(
          `${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} off`,
          `A bucket policy could open recordings to everybody: aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration ${SWITCHES.map(name => `${name}=true`).join(',')}`,
        );
  },
});
