import type { DeploymentAnswer } from '../domain/audit/events/deployment-answer.ts';
/** A request of CloudFormation, as far as this function uses it. */
export interface Deployment {
  readonly type: 'Create' | 'Update' | 'Delete';
  /** A credential: never logged. */
  readonly responseUrl: string;
  readonly ids: Pick<DeploymentAnswer, 'StackId' | 'RequestId' | 'LogicalResourceId'>;
  /** The resource's id so far; undefined before it has one. */
  readonly physicalId: string | undefined;
  /** SHA-256 of the policy sets, hex. */
  readonly policySet: string;
  readonly previousPolicySet: string | undefined;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Parses the event of a custom resource. Returns undefined for anything else. */
export const parseDeployment = (event: unknown): Deployment | undefined => {
  const {
    RequestType: type,
    ResponseURL,
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId,
    ...rest
  } = Object(event);
  const policySet: unknown = Object(rest.ResourceProperties).PolicySet;
  const previous: unknown = Object(rest.OldResourceProperties).PolicySet;
  if (type !== 'Create' && type !== 'Update' && type !== 'Delete') return undefined;
  if (![ResponseURL, StackId, RequestId, LogicalResourceId].every(isText) || !isHash(policySet)) return undefined;
  return {
    ...{ type, responseUrl: ResponseURL, ids: { StackId, RequestId, LogicalResourceId }, policySet },
    physicalId: isText(PhysicalResourceId) ? PhysicalResourceId : undefined,
    previousPolicySet: isHash(previous) ? previous : undefined,
  };
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isHash = (value: unknown): value is string => typeof value === 'string' && SHA256.test(value);
