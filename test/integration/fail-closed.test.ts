import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { askFor, auditTrail, failAws, failTwilio, healAll, pendingFaults } from '../support/playback-client.ts';

let stack: LocalStack;
const logged: string[] = [];

beforeAll(async () => {
  // Nothing remembered, so that each request really asks Twilio.
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

describe('no link leaves', () => {
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
  ])('when %s %s answers with %s', async (service, operation, fault, reason) => {
    const before = await issuedCount();
    // Two object keys are looked at, each at most twice.
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
  ])('when Twilio answers with %s', async (fault, reason) => {
    const before = (await auditTrail(stack.description)).length;
    await failTwilio(stack.description, { fault, count: 2 });
    await expectNoLink(reason);
    expect(await auditTrail(stack.description)).toHaveLength(before);
  });

  test('for a denied caller either, when the denial cannot be recorded', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 2 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens.otherAgent);
    expect(answer.status).toBe(503);
  });

  test('and the next request is served as if nothing had happened', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 2 });
    await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    expect(answer.status).toBe(200);
  });

  test('for one failed attempt that a second one mends, a link does leave', async () => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 1 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    expect(answer.status).toBe(200);
  });
});

/** How many of the ordered faults no call has run into yet. */
const faultsLeft = async (): Promise<number> => {
  const pending = (await pendingFaults(stack.description)) as { count: number }[];
  return pending.reduce((sum, { count }) => sum + count, 0);
};

describe('a refusal does not depend on S3', () => {
  test('answers 403 when S3 fails', async () => {
    await failAws(stack.description, { service: 's3', operation: '*', fault: 'error', count: 4 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens.otherAgent);
    expect(answer.status).toBe(403);
  });

  // Two object keys are looked up. Whoever waits for them gives each up after its time limit and asks once more.
  test.each([
    ['otherAgent', 403],
    ['guest', 401],
    ['expired', 401],
  ] as const)('answers %s with %i while S3 has not answered the first attempt', async (user, status) => {
    await failAws(stack.description, { service: 's3', operation: '*', fault: 'timeout', count: 4 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens[user]);
    expect(answer.status).toBe(status);
    expect(await faultsLeft()).toBeGreaterThanOrEqual(2);
  });

  test.each(['guest', 'expired'] as const)('answers %s while the catalog has not answered either', async user => {
    await failAws(stack.description, { service: 'dynamodb', operation: 'GetItem', fault: 'timeout', count: 2 });
    const answer = await askFor(stack.description, sid(), stack.description.tokens[user]);
    expect(answer.status).toBe(401);
    expect(await faultsLeft()).toBeGreaterThanOrEqual(1);
  });

  test('leaves nothing behind that the next request could run into', async () => {
    await failAws(stack.description, { service: 's3', operation: '*', fault: 'timeout', count: 2 });
    await askFor(stack.description, sid(), stack.description.tokens.otherAgent);
    await healAll(stack.description);
    const answer = await askFor(stack.description, sid(), stack.description.tokens.supervisor);
    expect(answer.status).toBe(200);
  });
});
