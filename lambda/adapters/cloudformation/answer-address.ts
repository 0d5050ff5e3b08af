import { partition } from '@aws-sdk/core/client';

/**
 * Returns a function that says whether an address can be one at which CloudFormation waits for an answer: a bucket of S3 in the
 * partition of this region (source: CloudFormation's guide about custom resources in a VPC), or this computer, where
 * the local stack waits. The function would otherwise send requests wherever its caller wants.
 */
export const answerAddresses = (region: string): ((address: string) => boolean) => {
  const suffix = partition(region).dnsSuffix.replaceAll('.', '\\.');
  const bucket = new RegExp(`^https://[a-z0-9-]+\\.s3(?:[.-][a-z0-9-]+)*\\.${suffix}/`);
  return address => bucket.test(address) || LOCAL.test(address);
};

const LOCAL = /^http:\/\/127\.0\.0\.1:\d+\//;
