import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePolicyFiles, POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { callbacksProcessed } from '../support/call-events.ts';
import { askFor, auditTrail, failAws, healAll } from '../support/playback-client.ts';
import { taskEvent } from '../support/task-event.ts';

type Description = LocalStack['description'];

const recordingTitled = ({ recordings }: Description, title: RegExp) => {
  const recording = recordings.find(one => title.test(one.title));
  if (!recording) throw new Error(`the demo has no recording ${title}`);
  return recording;
};
const lastEvent = async (description: Description) => (await auditTrail(description)).at(-1);

describe('with the shipped policies, the local stack', () => {
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startLocalStack();
  });
  afterAll(() => stack.close());

  const ask = async (user: keyof Description['tokens'], title: RegExp) => {
    const { description } = stack;
    const { sid } = recordingTitled(description, title);
    return (await askFor(description, sid, description.tokens[user])).status;
  };

  /** Sends the signed event of a worker's task that names the recording and enters wrap-up. */
  const reportTask = async (recordingSid: string, WorkerSid: string, TaskSid: string) => {
    const { twilio, twilioWebhooks, urlProvider } = stack.description;
    const media = [{ url_provider: `${urlProvider}?recording_sid=${recordingSid}` }];
    const { AccountSid: _, ...fields } = taskEvent(
      { at: new Date(), ageSeconds: 86_400 },
      {
        EventType: 'reservation.wrapup',
        TaskSid,
        WorkerSid,
        TaskAttributes: JSON.stringify({ conversations: { media } }),
      },
    );
    const sent = await fetch(`${twilio}/__callbacks`, {
      method: 'POST',
      body: JSON.stringify({
        url: `${twilioWebhooks}/task-events`,
        fields,
      }),
    });
    expect(await sent.json()).toEqual({ status: 204 });
    await callbacksProcessed(stack.description);
  };

  test('lets an agent play their own call, and the event names the policy and the policy set', async () => {
    expect(await ask('agent', /Support call/)).toBe(200);
    expect(await lastEvent(stack.description)).toMatchObject({
      event: 'link_issued',
      reason: 'policy_permits',
      policy_ids: ['agents-own-calls'],
      policy_set: compilePolicyFiles().sha256,
    });
  });

  test('denies an agent another agent’s call', async () => {
    expect(await ask('otherAgent', /Support call/)).toBe(403);
    expect(await lastEvent(stack.description)).toMatchObject({
      event: 'denied',
      reason: 'no_policy_permits',
      policy_ids: [],
    });
  });

  test('denies an agent their own call of six weeks ago', async () => {
    expect(await ask('agent', /six weeks/)).toBe(403);
  });

  test('lets an agent play a new call only after Twilio has reported them as its agent, and never another agent', async () => {
    const { description } = stack;
    const fresh = recordingTitled(description, /not reported yet/);
    expect(await ask('agent', /not reported yet/)).toBe(403);
    expect(await ask('otherAgent', /not reported yet/)).toBe(403);
    await reportTask(fresh.sid, fresh.agentWorkerSid, `WT${'1'.repeat(32)}`);
    expect(await ask('agent', /not reported yet/)).toBe(200);
    expect(await ask('otherAgent', /not reported yet/)).toBe(403);
  });

  test('denies an agent another agent’s call that they named in a task of their own', async () => {
    const { sid } = recordingTitled(stack.description, /Support call/);
    await reportTask(sid, DEMO_USERS.otherAgent.workerSid, `WT${'e'.repeat(32)}`);
    expect(await ask('agent', /Support call/)).toBe(200);
    expect(await ask('otherAgent', /Support call/)).toBe(403);
  });

  test('allows a restricted recording only with full access, and the denial names the policy', async () => {
    expect(await ask('fullAccess', /Complaint/)).toBe(200);
    expect(await lastEvent(stack.description)).toMatchObject({ policy_ids: ['full-access', 'supervisors-and-admins'] });
    for (const user of ['supervisor', 'agent'] as const) {
      expect(await ask(user, /Complaint/)).toBe(403);
      expect(await lastEvent(stack.description)).toMatchObject({
        event: 'denied',
        reason: 'policy_forbids:restricted-needs-full-access',
        policy_ids: ['restricted-needs-full-access'],
      });
    }
  });

  test('answers 503 to everybody while the catalog cannot be read', async () => {
    const before = (await auditTrail(stack.description)).length;
    await failAws(stack.description, { service: 'dynamodb', operation: 'GetItem', fault: 'error', count: 2 });
    expect(await ask('supervisor', /Support call/)).toBe(503);
    await healAll(stack.description);
    expect(await auditTrail(stack.description)).toHaveLength(before);
  });
});

describe('when the company changes its policies', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policies-'));
    await cp(POLICY_DIR, folder, { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const rewrite = async (change: (policies: string) => string) => {
    const file = join(folder, 'playback.cedar');
    const before = await readFile(join(POLICY_DIR, 'playback.cedar'), 'utf8');
    expect(change(before)).not.toBe(before);
    await writeFile(file, change(before));
  };

  test('the next start of the stack applies them', async () => {
    await rewrite(policies => policies.replace('<= 43200', '<= 60'));
    const stack = await startLocalStack({ policyDir: folder });
    const { description } = stack;
    const { sid } = recordingTitled(description, /Support call/);
    const { status } = await askFor(description, sid, description.tokens.agent);
    const event = await lastEvent(description);
    await stack.close();
    expect(status).toBe(403);
    expect(event).toMatchObject({ event: 'denied', policy_set: compilePolicyFiles(folder).sha256 });
    expect(event?.policy_set).not.toBe(compilePolicyFiles().sha256);
  });

  test.each<[string, string]>([
    ['in an attribute access', 'when { resource has restricted && resource.restrictd }'],
    ['after `has`', 'unless { resource has restrictd && !resource.restrictd }'],
  ])('a typing error %s makes the start fail with a message that names it', async (_, condition) => {
    await rewrite(policies => policies.replace('when { resource has restricted && resource.restricted }', condition));
    await expect(startLocalStack({ policyDir: folder })).rejects.toThrow(
      /playback\.cedar:53:\d+: .*`restrictd`.*did you mean `restricted`/,
    );
  });
});
