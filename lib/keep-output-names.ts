import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Gives a deployment's outputs the names under which the command lines look for them, whatever the id of the construct. */
export const keepOutputNames = (deployment: Construct): void => {
  for (const child of deployment.node.children) if (child instanceof CfnOutput) child.overrideLogicalId(child.node.id);
};
