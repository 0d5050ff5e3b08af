import { setTimeout } from 'node:timers/promises';
import type { Result } from '../../../lambda/domain/shared/result.ts';
import { authenticate, claimedService } from '../iam/authenticate.ts';
import type { Principal, Principals } from '../iam/principals.ts';
import { judge, type Permission } from '../iam/role-policy.ts';
import type { Answer } from '../protocol/answer.ts';
import type { AwsRequest } from '../protocol/aws-request.ts';
import type { AwsService, SignedRequest } from '../protocol/aws-service.ts';
import { PayloadError } from '../protocol/payload-error.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Faults } from './faults.ts';
import { truncateAnswer } from './truncate-answer.ts';

/** `silence`: no answer. `reset`: the connection is reset. */
export type Outcome = Answer | 'silence' | 'reset';

export interface DispatcherOptions {
  /** The first service answers calls that name no service, in its error format. */
  readonly services: readonly [AwsService, ...AwsService[]];
  readonly principals: Principals;
  readonly faults: Faults;
  /** Receives one line for each refusal, without secrets. */
  readonly log: (line: string) => void;
  readonly now: () => Date;
}

/** Creates the function that answers calls: checks the signature, applies faults, checks permissions, runs the operation. */
export const createDispatcher = (options: DispatcherOptions) => {
  const { services, principals, log, now } = options;

  return async (parsed: Result<AwsRequest, Refusal>): Promise<Outcome> => {
    if (!parsed.ok) return services[0].refuse(parsed.error);
    const request = parsed.value;
    const claimed = claimedService(request);
    const service = services.find(({ signingName }) => signingName === claimed) ?? services[0];
    const complete = (answer: Answer, requester = '-'): Answer => {
      const completed = { ...answer, headers: { ...service.commonHeaders?.(request), ...answer.headers } };
      return service.logged?.(request, completed, requester) ?? completed;
    };
    if (request.method === 'OPTIONS' && service.preflight) return complete(service.preflight(request));

    const signed = await authenticate(request, service, { principals, now: now() });
    if (!signed.ok) {
      log(`aws: ${service.signingName} refused a call: ${signed.error.code}`);
      return complete(service.refuse(signed.error));
    }
    const outcome = await perform(signed.value, service, options);
    // An unread body would block the connection.
    signed.value.body.resume();
    if (typeof outcome === 'string') return outcome;
    const headers = { ...dateHeader(signed.value, options), ...outcome.headers };
    return complete({ ...outcome, headers }, signed.value.signature.principal.arn);
  };
};

/** Returns a Date header in the caller's time if its clock was moved, because the SDK corrects its clock by this header. */
const dateHeader = (
  { signature: { principal } }: SignedRequest,
  { principals, now }: DispatcherOptions,
): Record<string, string> => {
  const aheadMs = principals.clockAheadMs(principal);
  return aheadMs === 0 ? {} : { Date: new Date(now().getTime() + aheadMs).toUTCString() };
};

const perform = async (request: SignedRequest, service: AwsService, options: DispatcherOptions): Promise<Outcome> => {
  const { principal } = request.signature;
  const operation = await service.identify(request);

  const fault = options.faults.take(service.signingName, operation.name);
  if (fault?.delayMs) await setTimeout(fault.delayMs);
  if (fault?.fault === 'reset') return 'reset';
  if (fault?.fault === 'timeout') return 'silence';
  if (fault?.fault === 'throttle') return service.refuse({ code: 'throttled', message: 'Reduce your request rate' });
  if (fault?.fault === 'error')
    return service.refuse({ code: 'internal', message: 'We encountered an internal error' });

  for (const permission of operation.needs) {
    const refusal = refusalOf(principal, permission, options.log);
    if (refusal) return service.refuse(refusal);
  }
  try {
    const answer = await operation.run(permission => !refusalOf(principal, permission, options.log));
    if (fault?.fault === 'lose') return 'reset';
    return fault?.fault === 'cut' || fault?.fault === 'stall' ? truncateAnswer(answer, fault.fault) : answer;
  } catch (error) {
    if (error instanceof PayloadError) return service.refuse(error);
    throw error;
  }
};

/** Returns undefined if the principal's policies grant the permission. The message has IAM's wording. */
const refusalOf = (principal: Principal, permission: Permission, log: (line: string) => void): Refusal | undefined => {
  if (!principal.role) return undefined;
  const { action, resource } = permission;
  const reportUnknown = (name: string) => log(`aws: condition "${name}" of ${principal.role?.arn} is not understood`);
  const verdict = judge(principal.role.statements, permission, reportUnknown);
  if (verdict === 'allowed') return undefined;
  const because =
    verdict === 'explicit_deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  log(`aws: ${message}`);
  return { code: 'access_denied', message };
};
