import type { Conditions } from 'aws-cdk-lib/aws-iam';

/**
 * Returns the condition that limits the values in the answer of a DynamoDB write, by default to none: permission to write
 * must not include permission to read. The condition key is absent if a call asks for no values.
 * Source: AWS, "Using IAM policy conditions for fine-grained access control".
 */
export const returning = (values: readonly string[] = ['NONE']): Conditions => ({
  StringEqualsIfExists: { 'dynamodb:ReturnValues': [...values] },
});
