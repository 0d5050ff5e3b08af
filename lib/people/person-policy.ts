import { Stack } from 'aws-cdk-lib';
import { type CfnManagedPolicy, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Allowance, Grantee } from '../functions/grantee.ts';

/**
 * A managed policy with the permissions of one kind of person. The stack attaches it to nobody: the account's
 * administrators attach it to the roles or users of these people.
 */
export class PersonPolicy extends Construct implements Grantee {
  readonly policy: ManagedPolicy;

  /** @param id also the logical id, by which the local stack finds the policy */
  constructor(scope: Construct, id: string, description: string) {
    super(scope, id);
    this.policy = new ManagedPolicy(this, 'Policy', { description });
    (this.policy.node.defaultChild as CfnManagedPolicy).overrideLogicalId(id);
    // The command lines find the stack's resources by its outputs. The end of a stack's ARN is an id that CloudFormation chooses.
    const stack = Stack.of(this);
    this.allow({
      actions: ['cloudformation:DescribeStacks'],
      resources: [
        stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stack.stackName}/*` }),
      ],
    });
  }

  allow({ actions, resources, conditions }: Allowance): void {
    this.policy.addStatements(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
  }
}
