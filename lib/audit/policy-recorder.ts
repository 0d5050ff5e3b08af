import { type CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type FunctionConfig, PlaybackFunction } from '../functions/playback-function.ts';

/** CloudFormation's own limit is an hour, for which a deployment would hang if the function could not start. */
const ANSWER_WITHIN = Duration.minutes(3);

/** The function that puts a change of the policies on record while CloudFormation deploys it. The stack grants its permissions. */
export class PolicyRecorder extends PlaybackFunction {
  constructor(scope: Construct, id: string, config: FunctionConfig) {
    super(scope, id, {
      name: 'policy-recorder',
      description: 'Records that a deployment changes who may listen, before the change takes effect',
      timeout: Duration.seconds(29),
      config,
    });
    // A second attempt would record the deployment twice. The function itself repeats what can be repeated.
    this.lambda.configureAsyncInvoke({ retryAttempts: 0 });
  }

  /**
   * Makes CloudFormation run the recorder whenever the policy set changes, and update the functions that decide by it only
   * after that has succeeded.
   * @param policySet SHA-256 of the policies, hex
   */
  recordBefore(deciding: readonly PlaybackFunction[], policySet: string): void {
    const record = new CustomResource(this, 'DeployedPolicies', {
      resourceType: 'Custom::DeployedPolicies',
      serviceToken: this.lambda.functionArn,
      serviceTimeout: ANSWER_WITHIN,
      properties: { PolicySet: policySet },
    });
    (record.node.defaultChild as CfnResource).overrideLogicalId('DeployedPolicies');
    // With the function come its settings: without them, Lambda would repeat a failed run of the first deployment.
    record.node.addDependency(this.lambda);
    for (const { lambda } of deciding) lambda.node.addDependency(record);
  }
}
