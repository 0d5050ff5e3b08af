import type { AuditLog } from '../domain/audit/events/audit-log.ts';
import type { DeploymentAnswer } from '../domain/audit/events/deployment-answer.ts';
import { policiesDeployed } from '../domain/audit/events/policies-event.ts';
import type { RuleEvent } from '../domain/audit/events/rule-event.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { ok, type Result } from '../domain/shared/result.ts';
import { type Deployment, parseDeployment } from './parse-deployment.ts';
import type { RecorderLog } from './recorder-log.ts';

/**
 * The id that the resource gets. Later answers repeat the id of the request: another one would be a replacement. After a
 * creation whose answer was lost, CloudFormation deletes the resource by an id of its own.
 */
const PHYSICAL_ID = 'policies';

/** At its first deployment, the role is some seconds old, and IAM may not know its permissions everywhere yet. */
const NEW_ROLE_PAUSES_MS = [1_000, 2_000, 4_000];

export interface PolicyRecorderDependencies {
  readonly audit: AuditLog<RuleEvent>;
  /** Whether CloudFormation can be waiting for an answer at this address. */
  readonly isAnswerAddress: (address: string) => boolean;
  readonly answerDeployment: (responseUrl: string, answer: DeploymentAnswer) => Promise<Result<void, Failure>>;
  readonly log: RecorderLog;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly now: () => Date;
}

/**
 * Puts a change of the policies on record, and answers CloudFormation: without a durable event, the deployment fails and the
 * policies stay as they are. Throws if there is nobody to answer, or if the answer did not arrive: CloudFormation then fails
 * after its own time limit.
 */
export const policyRecorderHandler =
  (dependencies: PolicyRecorderDependencies) =>
  async (event: unknown): Promise<void> => {
    const deployment = parseDeployment(event);
    if (!deployment || !dependencies.isAnswerAddress(deployment.responseUrl))
      throw new Error('The event is not a request of CloudFormation with a policy set');
    const recorded = await record(dependencies, deployment);
    const answered = await dependencies.answerDeployment(deployment.responseUrl, {
      ...(recorded.ok
        ? { Status: 'SUCCESS' }
        : {
            Status: 'FAILED',
            Reason: `The audit trail cannot be written (${recorded.error.reason}), so the policies are not deployed. Deploy again.`,
          }),
      PhysicalResourceId: deployment.physicalId ?? PHYSICAL_ID,
      ...deployment.ids,
    });
    if (answered.ok) return;
    dependencies.log.failed(answered.error);
    throw new Error(`CloudFormation did not get the answer: ${answered.error.reason}`);
  };

/** A deletion ends the service, and an update without another policy set changes nothing: neither is an event. */
const record = async (
  { audit, log, pause, now }: PolicyRecorderDependencies,
  { type, ids, policySet, previousPolicySet }: Deployment,
): Promise<Result<void, Failure>> => {
  if (type === 'Delete' || policySet === previousPolicySet) return ok(undefined);
  const change = { stackId: ids.StackId, requestId: ids.RequestId, before: previousPolicySet, after: policySet };
  const event = policiesDeployed(change, now());
  let appended = await audit.append(event);
  for (const pauseMs of NEW_ROLE_PAUSES_MS) {
    if (appended.ok || appended.error.reason !== 'audit_access_denied') break;
    await pause(pauseMs);
    appended = await audit.append(event);
  }
  if (appended.ok) log.recorded(event);
  else log.failed(appended.error);
  return appended;
};
