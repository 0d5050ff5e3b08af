import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Denies reading the recordings' access log to everyone but the given roles and users, administrators included: each of
 * its lines holds a presigned link with its signature, and the link may still live. An administrator can change this
 * policy, and is on record in CloudTrail then.
 * @param readerArns of IAM roles and users; they still need a permission of their own
 */
export const denyOtherReaders = (accessLog: Bucket, readerArns: readonly string[]): void => {
  accessLog.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [accessLog.arnForObjects('*')],
      // For a role's session, this key holds the role's own ARN.
      ...(readerArns.length > 0 && { conditions: { ArnNotEquals: { 'aws:PrincipalArn': readerArns } } }),
    }),
  );
};
