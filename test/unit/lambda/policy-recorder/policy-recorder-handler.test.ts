import { describe, expect, test } from 'vitest';
import type { DeploymentAnswer } from '../../../../lambda/domain/audit/events/deployment-answer.ts';
import type { RuleEvent } from '../../../../lambda/domain/audit/events/rule-event.ts';
import { type Failure, fail } from '../../../../lambda/domain/shared/failure.ts';
import { ok, type Result } from '../../../../lambda/domain/shared/result.ts';
import { policyRecorderHandler } from '../../../../lambda/policy-recorder/handler.ts';
import { recorderLog } from '../../../../lambda/policy-recorder/recorder-log.ts';

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const NOW = new Date('2026-11-24T10:00:00.000Z');
const STACK = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/FlexSecurePlayback/1';
const IDS = { StackId: STACK, RequestId: 'request-1', LogicalResourceId: 'DeployedPolicies' };
const RESPONSE_URL = 'https://s3.example/answer?X-Amz-Signature=secret';
const event = (RequestType: string, PolicySet = NEW, before?: string) => ({
  ...{ RequestType, ResponseURL: RESPONSE_URL, ...IDS, ResourceProperties: { ServiceToken: 'arn', PolicySet } },
  ...(before !== undefined && { OldResourceProperties: { ServiceToken: 'arn', PolicySet: before } }),
});

/** Runs the function. `fails`: what of the audit trail and the answer fails. */
const run = async (
  given: unknown,
  fails: {
    readonly audit?: Result<void, Failure>;
    readonly refusals?: number;
    readonly answer?: Result<void, Failure>;
  } = {},
) => {
  const events: RuleEvent[] = [];
  const answers: DeploymentAnswer[] = [];
  const lines: string[] = [];
  const pausesMs: number[] = [];
  const handler = policyRecorderHandler({
    audit: {
      append: async written => {
        events.push(written);
        if (events.length <= (fails.refusals ?? 0)) return fail('unavailable', 'audit_access_denied');
        return fails.audit ?? ok(undefined);
      },
    },
    isAnswerAddress: address => address === RESPONSE_URL,
    answerDeployment: async (url, answer) => {
      expect(url).toBe(RESPONSE_URL);
      answers.push(answer);
      return fails.answer ?? ok(undefined);
    },
    log: recorderLog(
      line => lines.push(line),
      () => NOW,
    ),
    pause: async ms => pausesMs.push(ms),
    now: () => NOW,
  });
  const problem = await handler(given).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { events, answers, lines, problem, pausesMs };
};

const SUCCESS = { Status: 'SUCCESS', PhysicalResourceId: 'policies', ...IDS };
const THROTTLED = fail('unavailable', 'audit_throttled', new Error('slow down'));

describe('the policy-recorder', () => {
  test('puts a change of the policies on record before it answers, with both sets and the stack', async () => {
    const { events, answers, lines, problem } = await run(event('Update', NEW, OLD));
    expect([answers, problem]).toEqual([[SUCCESS], undefined]);
    expect(events).toEqual([
      {
        recording_sid: 'policies',
        event_key: `${NOW.toISOString()}#${events[0]?.event_id}`,
        day_shard: expect.stringMatching(/^2026-11-24#[0-7]$/),
        event: 'policies_deployed',
        event_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/),
        occurred_at: NOW.toISOString(),
        operator: 'unknown: see CloudTrail',
        before: { policy_set: OLD },
        after: { policy_set: NEW },
        stack_id: STACK,
        reason: 'stack_deployed',
        tool: 'cloudformation',
        request_id: 'request-1',
        schema_version: 1,
      },
    ]);
    expect(lines).toEqual([expect.stringContaining('"outcome":"policies_deployed"')]);
  });

  test('records the first deployment without a set before it', async () => {
    const { events, answers } = await run(event('Create'));
    expect([events[0]?.before, events[0]?.after, answers]).toEqual([{}, { policy_set: NEW }, [SUCCESS]]);
  });

  test.each([
    ['an update that leaves the policies as they are', event('Update', NEW, NEW)],
    ['a deletion', event('Delete')],
  ])('answers %s without an event', async (_, given) => {
    const { events, answers } = await run(given);
    expect([events, answers]).toEqual([[], [SUCCESS]]);
  });

  test('lets the deployment fail when the audit trail cannot be written, and says why', async () => {
    const { answers, lines, problem } = await run(event('Update', NEW, OLD), { audit: THROTTLED });
    expect(answers).toEqual([
      {
        ...{ ...SUCCESS, Status: 'FAILED' },
        Reason: 'The audit trail cannot be written (audit_throttled), so the policies are not deployed. Deploy again.',
      },
    ]);
    expect([problem, lines]).toEqual([
      undefined,
      [expect.stringMatching(/policies_not_recorded.*audit_throttled.*slow/)],
    ]);
  });

  test('waits for the permissions of a new role, and puts the same event again', async () => {
    const { events, answers, pausesMs } = await run(event('Create'), { refusals: 2 });
    expect([answers, pausesMs]).toEqual([[SUCCESS], [1_000, 2_000]]);
    expect(events).toEqual([events[0], events[0], events[0]]);
  });

  test('lets the deployment fail when the role has no permission after seven seconds', async () => {
    const { answers, pausesMs } = await run(event('Create'), { refusals: 9 });
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('audit_access_denied') }]);
    expect(pausesMs).toEqual([1_000, 2_000, 4_000]);
  });

  test('gives the same request of CloudFormation the same event id, and another one another', async () => {
    const [first] = (await run(event('Update', NEW, OLD))).events;
    const [again] = (await run(event('Update', NEW, OLD))).events;
    const [other] = (await run({ ...event('Update', NEW, OLD), RequestId: 'request-2' })).events;
    expect(again?.event_id).toBe(first?.event_id);
    expect(other?.event_id).not.toBe(first?.event_id);
  });

  test('answers with the id that CloudFormation gave when the answer to the creation was lost', async () => {
    const PhysicalResourceId = 'FlexSecurePlayback-DeployedPolicies-1ABC';
    const { answers } = await run({ ...event('Delete'), PhysicalResourceId });
    expect(answers).toEqual([{ ...SUCCESS, PhysicalResourceId }]);
  });

  test('fails when the answer does not arrive, and logs no address', async () => {
    const answer = fail('unavailable', 'cloudformation_answered_403');
    const { lines, problem } = await run(event('Create'), { answer });
    expect(problem).toContain('cloudformation_answered_403');
    expect(lines.join()).not.toContain('secret');
  });

  test.each([
    ['records a deployment', event('Create'), {}],
    ['cannot record it', event('Create'), { audit: THROTTLED }],
    ['does not reach CloudFormation', event('Create'), { answer: fail('unavailable', 'cloudformation_unreachable') }],
    ['refuses the event', event('Create', 'x'), {}],
  ])('writes the address of the answer nowhere when it %s', async (_, given, fails) => {
    expect(JSON.stringify(await run(given, fails))).not.toContain('secret');
  });

  test.each([
    ['nothing', null],
    ['another request type', event('Read')],
    ['a set that is no hash', event('Create', 'x')],
    ['no address for the answer', { ...event('Create'), ResponseURL: undefined }],
    ['an address that is not of CloudFormation', { ...event('Create'), ResponseURL: 'https://elsewhere.example/' }],
    ['no request id', { ...event('Create'), RequestId: 1 }],
  ])('refuses an event with %s, and writes nothing', async (_, given) => {
    const { events, answers, problem } = await run(given);
    expect([events, answers, problem]).toEqual([[], [], expect.stringContaining('not a request of CloudFormation')]);
  });
});
