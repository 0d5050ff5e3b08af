import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Gives the outputs of a deployment the names under which the command lines look for them, whatever the id of the construct.
 * The tables and buckets have fixed logical ids too, so a stack can contain one deployment.
 * Throws an `Error` if the stack already contains another one.
 */
export const keepTemplateIds = (deployment: Construct): void => {
  const stack = Stack.of(deployment);
  const kind = deployment.constructor;
  const others = stack.node.findAll().filter(other => other.constructor === kind && other !== deployment);
  if (others[0]) {
    throw new Error(
      `The stack ${stack.node.path} already contains ${kind.name} "${others[0].node.id}": put "${deployment.node.id}" into a stack of its own`,
    );
  }
  for (const child of deployment.node.children) if (child instanceof CfnOutput) child.overrideLogicalId(child.node.id);
};
