import type { Conditions } from 'aws-cdk-lib/aws-iam';

/**
 * The condition under which a write to DynamoDB may have its answer tell no more than this of the item, by default
 * nothing: a right to write is none to read. The key is absent where a call asks for nothing.
 * Source: AWS, "Using IAM policy conditions for fine-grained access control".
 */
export const returning = (values: readonly string[] = ['NONE']): Conditions => ({
  StringEqualsIfExists: { 'dynamodb:ReturnValues': [...values] },
});
