/** The answer to a request of CloudFormation, in its own names ("Custom resource response objects"). */
export interface DeploymentAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  /** Why it failed; CloudFormation shows it to who deploys. */
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}
