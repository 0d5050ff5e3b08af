import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccountScope, accountLogicalId } from './accounts/account-scope.ts';

/**
 * Gives a deployment's outputs the names under which the command lines look for them, whatever the id of the construct. The
 * name of an account's output ends with the account's SID.
 */
export const keepOutputNames = (deployment: Construct): void => {
  const scopes = [deployment, ...deployment.node.children.filter(child => child instanceof AccountScope)];
  for (const child of scopes.flatMap(scope => scope.node.children))
    if (child instanceof CfnOutput) child.overrideLogicalId(accountLogicalId(child, child.node.id));
};
