import type { DeploymentAnswer } from '../../domain/audit/events/deployment-answer.ts';
import { type Failure, fail } from '../../domain/shared/failure.ts';
import { ok, type Result } from '../../domain/shared/result.ts';

const ATTEMPTS = 3;
const TIMEOUT_MS = 5_000;

/**
 * Puts the answer where CloudFormation waits for it: at an address of S3 that CloudFormation has signed without a content
 * type, so the request has none. The answer goes nowhere else: a redirection is a failure. The address is a credential and is not part of any failure. Fails with `unavailable`.
 */
export const answerDeployment = async (
  responseUrl: string,
  answer: DeploymentAnswer,
): Promise<Result<void, Failure>> => {
  // Of bytes, `fetch` does not know a content type.
  const body = new TextEncoder().encode(JSON.stringify(answer));
  let reason = 'cloudformation_unreachable';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const response = await fetch(responseUrl, {
        ...{ method: 'PUT', body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) },
      });
      await response.arrayBuffer();
      if (response.ok) return ok(undefined);
      reason = `cloudformation_answered_${response.status}`;
    } catch {
      reason = 'cloudformation_unreachable';
    }
  }
  return fail('unavailable', reason);
};
