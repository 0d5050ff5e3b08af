import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A deployment, as far as it can collide with another one of the same app. */
export interface Deployment extends Construct {
  /** The bucket that the deployment creates. The names of buckets are unique in the whole of AWS. */
  readonly createdBucket: string | undefined;
}

/**
 * Throws an `Error` if the app has another deployment in the same stack, where their logical ids would collide, or one that
 * creates the same bucket.
 */
export const refuseCollisions = (deployment: Deployment): void => {
  const kind = deployment.constructor;
  const isOther = (construct: object): construct is Deployment =>
    construct.constructor === kind && construct !== deployment;
  const { id } = deployment.node;
  for (const other of deployment.node.root.node.findAll().filter(isOther)) {
    if (Stack.of(other) === Stack.of(deployment)) {
      throw new Error(
        `The stack ${Stack.of(other).node.path} already contains ${kind.name} "${other.node.id}": put "${id}" into a stack of its own`,
      );
    }
    if (deployment.createdBucket !== undefined && other.createdBucket === deployment.createdBucket) {
      throw new Error(
        `${other.node.path} also creates the bucket "${other.createdBucket}": give "${deployment.node.path}" another bucketName`,
      );
    }
  }
};
