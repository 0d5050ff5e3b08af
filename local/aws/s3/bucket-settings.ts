import { bucketPermission, type S3Operation } from './s3-operation.ts';
import { element, s3Error, xmlAnswer } from './s3-xml.ts';

const settingOf = (operation: Pick<S3Operation, 'name' | 'subresource' | 'run'>, action: string): S3Operation => ({
  method: 'GET',
  on: 'bucket',
  needs: call => [bucketPermission(call, action)],
  ...operation,
});

/** Answers without a status if versioning was never switched on. */
export const getBucketVersioning = settingOf(
  {
    name: 'GetBucketVersioning',
    subresource: 'versioning',
    run: ({ bucket }) => xmlAnswer('VersioningConfiguration', bucket.versioned ? element('Status', 'Enabled') : ''),
  },
  's3:GetBucketVersioning',
);

/** Answers an empty status if the bucket has no access log. */
export const getBucketLogging = settingOf(
  {
    name: 'GetBucketLogging',
    subresource: 'logging',
    run: ({ bucket: { accessLog } }) =>
      xmlAnswer(
        'BucketLoggingStatus',
        accessLog
          ? `<LoggingEnabled>${element('TargetBucket', accessLog.bucketName)}${element('TargetPrefix', accessLog.prefix)}</LoggingEnabled>`
          : '',
      ),
  },
  's3:GetBucketLogging',
);

export const getPublicAccessBlock = settingOf(
  {
    name: 'GetPublicAccessBlock',
    subresource: 'publicAccessBlock',
    run: ({ bucket: { publicAccessBlock } }) => {
      if (!publicAccessBlock) {
        const message = 'The public access block configuration was not found';
        return s3Error(404, 'NoSuchPublicAccessBlockConfiguration', message);
      }
      const switches = Object.entries(publicAccessBlock).map(([name, isOn]) => element(name, isOn));
      return xmlAnswer('PublicAccessBlockConfiguration', switches.join(''));
    },
  },
  's3:GetBucketPublicAccessBlock',
);
