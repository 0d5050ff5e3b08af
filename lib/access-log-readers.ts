import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Denies reading the recordings' access log to everyone except the given roles and users, also to administrators: its lines
 * contain presigned links with their signatures, and a link may still be live. An administrator can change this policy,
 * but CloudTrail records the change.
 * @param readerArns of IAM roles and users; they still need a permission of their own. At least one: the function that reads the log
 */
export const denyOtherReaders = (accessLog: Bucket, readerArns: readonly string[]): void => {
  accessLog.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [accessLog.arnForObjects('*')],
      // For a role's session, the value of this key is the role's own ARN.
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': readerArns } },
    }),
  );
};
