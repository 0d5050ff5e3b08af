import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor, auditTrail, failAws, failTwilio, healAll, pendingFaults } from '../support/playback-client.ts';

let stack: LocalStack;
const logged: string[] = [];

beforeAll(async () => {
  // No token cache, so that each request asks Twilio.
  stack = await startLocalStack({ playback: { tokenCacheSeconds: 0 }, log: line => logged.push(line) });
});
afterEach(() => healAll(stack.description));
afterAll(() => stack.close());

const sid = () => stack.description.recordings[0]?.sid ?? '';
const issuedCount = async () =>
  (await auditTrail(stack.description)).filter(({ event }) => event === 'link_issued').length;

/** The reason that the function logged for a request. */
const loggedReason = (requestId: string) => {
  const line = logged.find(text => text.includes(requestId) && text.includes('"reason"'));
  return /"reason":"([^"]+)"/.exec(line ?? '')?.[1];
};

const expectNoLink = async (reason: RegExp) => {
  const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
  expect(answer.status).toBe(503);
  expect(answer.body.media_url).toBeUndefined();
  expect(answer.body.error?.code).toBe('unavailable');
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(answer.headers.get('access-control-allow-origin')).toBe(new URL(stack.description.player).origin);
  expect(loggedReason(answer.body.error?.request_id ?? '')).toMatch(reason);
};

describe('a request', () => {
  test.each([
    ['s3', 'GetObject', 'throttle', /^s3_throttled$/],
    ['s3', 'GetObject', 'error', /^s3_failed$/],
    ['s3', 'GetObject', 'timeout', /^s3_timeout$/],
    ['s3', 'GetObject', 'reset', /^s3_unreachable$/],
    ['s3', 'GetObject', 'cut', /^s3_unreachable$/],
    ['s3', 'GetObject', 'stall', /^s3_/],
    ['dynamodb', 'PutItem', 'throttle', /^audit_throttled$/],
    ['dynamodb', 'PutItem', 'error', /^audit_failed$/],
    ['dynamodb', 'PutItem', 'timeout', /^audit_timeout$/],
    ['dynamodb', 'PutItem', 'reset', /^audit_unreachable$/],
  ])('gets 503 and no link when %s %s fails with %s', async (service, operation, fault, reason) => {
    const before = await issuedCount();
    // Two object keys are looked up, each at most twice.
    await failAws(stack.description, { service, operation, fault, count: 4 });
    await expectNoLink(reason);
    await healAll(stack.description);
    expect(await issuedCount()).toBe(before);
  });

  test.each([
    ['timeout', /^iam_timeout$/],
    ['500', /^iam_status_500$/],
    ['html', /^iam_/],
    ['reset', /^iam_unreachable$/],
  ])('gets 503 and no link when Twilio fails with %s', async (fault, reason) => {
    const before = (await auditTrail(stack.description)).length;
    await failTwilio(stack.description, { fault, count: 2 });
    await expectNoLink(reason);
    expect(await auditTrail(stack.description)).toHaveLength(before);
  });

  test('of a denied caller gets 503 when the denial cannot be recorded', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 2 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens.otherAgent);
    expect(answer.status).toBe(503);
  });

  test('is answered as usual after the audit put of the one before failed', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 2 });
    await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    expect(answer.status).toBe(200);
  });

  test('gets a link when the second attempt of the audit put succeeds', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 1 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    expect(answer.status).toBe(200);
  });
});

/** The number of ordered faults that no call has met yet. */
const faultsLeft = async (): Promise<number> => {
  const pending = (await pendingFaults(stack.description)) as { count: number }[];
  return pending.reduce((sum, { count }) => sum + count, 0);
};

describe('a refusal', () => {
  test('is answered with 403 when S3 fails', async () => {
    await failAws(stack.description, { service: 's3', operation: '*', fault: 'error', count: 4 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens.otherAgent);
    expect(answer.status).toBe(403);
  });

  // Two object keys are looked up, and each attempt is repeated after its time limit. Two faults left: nobody waited that long.
  test.each([
    ['otherAgent', 403],
    ['guest', 401],
    ['expired', 401],
  ] as const)('of %s is answered with %i before the first attempt at S3 times out', async (user, status) => {
    await failAws(stack.description, { service: 's3', operation: '*', fault: 'timeout', count: 4 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens[user]);
    expect(answer.status).toBe(status);
    expect(await faultsLeft()).toBeGreaterThanOrEqual(2);
  });

  test.each(['guest', 'expired'] as const)(
    'of %s is answered with 401 before the first attempt at the catalog times out',
    async user => {
      await failAws(stack.description, { service: 'dynamodb', operation: 'GetItem', fault: 'timeout', count: 2 });
      const answer = await askFor(stack.description, sid(), stack.description.tokens[user]);
      expect(answer.status).toBe(401);
      expect(await faultsLeft()).toBeGreaterThanOrEqual(1);
    },
  );

  test('does not affect the next request', async () => {
    await failAws(stack.description, { service: 's3', operation: '*', fault: 'timeout', count: 2 });
    await askFor(stack.description, sid(), stack.description.tokens.otherAgent);
    await healAll(stack.description);
    const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    expect(answer.status).toBe(200);
  });
});
