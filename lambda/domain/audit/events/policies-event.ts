import { derivedEventId } from './derived-event-id.ts';
import { POLICIES_KEY, type RuleEvent, ruleEvent } from './rule-event.ts';

/** The operator of a deployment: CloudFormation does not tell the stack who deploys. */
const UNKNOWN_DEPLOYER = 'unknown: see CloudTrail';

/** A deployment that changes the policies. */
export interface PolicyDeployment {
  /** The stack's ARN. */
  readonly stackId: string;
  /** CloudFormation's id of this request. */
  readonly requestId: string;
  /** SHA-256 of the policy set, as events name it in `policy_set`. `before` is absent for the first one. */
  readonly before: string | undefined;
  readonly after: string;
}

/** Builds the event of a deployment that changes the policies. The same request of CloudFormation has the same event id. */
export const policiesDeployed = (
  { stackId, requestId, before, after }: PolicyDeployment,
  occurredAt: Date,
): RuleEvent =>
  ruleEvent({
    ...{ event: 'policies_deployed', recordingSid: POLICIES_KEY, operator: UNKNOWN_DEPLOYER },
    ...{ eventId: derivedEventId(['policies_deployed', stackId, requestId]), occurredAt, requestId, stackId },
    ...{ reason: 'stack_deployed', tool: 'cloudformation' },
    before: before === undefined ? {} : { policy_set: before },
    after: { policy_set: after },
  });
