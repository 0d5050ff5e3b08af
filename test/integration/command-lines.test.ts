import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePolicyFiles, POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { administratorDynamoDb, askFor } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';

let stack: LocalStack;
let folder: string;
beforeAll(async () => {
  stack = await startLocalStack();
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
  await cp(POLICY_DIR, folder, { recursive: true });
  const file = join(folder, 'playback.cedar');
  const policies = await readFile(file, 'utf8');
  await writeFile(file, policies.replace('restricted && resource.restricted }', 'restricted && resource.restrictd }'));
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true });
});

const titled = (title: RegExp) => stack.description.recordings.find(one => title.test(one.title))?.sid ?? '';
const catalog = (...args: string[]) => runProgram(['bin/catalog.ts', ...args, '--endpoint', stack.description.aws]);
const policy = (...args: string[]) => runProgram(['bin/policy.ts', ...args]);
const explain = (user: string, recording: string, ...more: string[]) =>
  policy('explain', '--user', user, '--recording', recording, '--endpoint', stack.description.aws, ...more);

describe('policy check', () => {
  it('names the policies and the set that audit events will name', async () => {
    const { status, stdout } = await policy('check', '--json');
    const { policyIds, sha256 } = compilePolicyFiles();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ok: true, policyIds, sha256 });
  });

  it('ends with 1 over a typing error, and says where it is and what was meant', async () => {
    const { status, stdout } = await policy('check', '--dir', folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/playback\.cedar:\d+:\d+: .*`restrictd`.*did you mean `restricted`/);
    const json = JSON.parse((await policy('check', '--dir', folder, '--json')).stdout);
    expect(json).toMatchObject({ ok: false, problems: [{ policyId: 'restricted-needs-full-access' }] });
  });
});

describe('policy explain', () => {
  const { agent, supervisor } = DEMO_USERS;

  it('shows who decided and on which facts', async () => {
    const { status, stdout } = await explain(agent.workerSid, titled(/Support call/), '--role', 'agent');
    expect(status).toBe(0);
    expect(stdout).toMatch(/allowed\s+policy_permits\s+by\s+agents-own-calls/);
    expect(stdout).toMatch(new RegExp(`resource\\.agentWorkerSid\\s+${agent.workerSid}`));
    expect(stdout).toMatch(/context\.minutesSinceCall\s+1440/);
  });

  it('says the same as JSON, and ends with 1 when the answer is no', async () => {
    const { status, stdout } = await explain(agent.workerSid, titled(/Complaint/), '--role', 'agent', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      decision: 'deny',
      reason: 'policy_forbids:restricted-needs-full-access',
      policyIds: ['restricted-needs-full-access'],
      policySet: compilePolicyFiles().sha256,
      inCatalog: true,
      facts: { principal: { roles: ['agent'] }, resource: { restricted: true } },
    });
  });

  it('agrees with what really happens, roles taken from the audit trail', async () => {
    const sid = titled(/Support call/);
    const { status } = await askFor(stack.description, sid, stack.description.tokens.supervisor);
    expect(status).toBe(200);
    const explained = JSON.parse((await explain(supervisor.workerSid, sid, '--json')).stdout);
    expect(explained).toMatchObject({ decision: 'allow', policyIds: ['supervisors-and-admins'] });
  });

  it('shows what another time or place would change', async () => {
    const later = new Date(Date.now() + 31 * 86_400_000).toISOString();
    const { stdout } = await explain(
      agent.workerSid,
      titled(/Support call/),
      '--role',
      'agent',
      '--at',
      later,
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'deny', reason: 'no_policy_permits' });
  });

  it.each<[string, () => ReturnType<typeof explain>, RegExp]>([
    ['a user that is none', () => explain('WK1', titled(/Support/)), /"WK1" is no worker SID.*Example: WK0/],
    ['a recording that is none', () => explain(agent.workerSid, 'RE1'), /"RE1" is no recording SID/],
    [
      'a user whom the audit trail does not know',
      () => explain(`WK${'f'.repeat(32)}`, titled(/Support/)),
      /Say the roles: --role/,
    ],
    [
      'a time that is none',
      () => explain(agent.workerSid, titled(/Support/), '--at', 'noon'),
      /--at "noon" is no time/,
    ],
  ])('ends with 2 over %s', async (_, run, message) => {
    const { status, stderr } = await run();
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('catalog show and set', () => {
  it('shows an entry', async () => {
    const { status, stdout } = await catalog('show', titled(/Greeting/));
    expect(status).toBe(0);
    expect(stdout).toMatch(/status\s+completed[\s\S]*queue\s+Support[\s\S]*tags\s+unknown[\s\S]*restricted\s+no/);
  });

  it('ends with 1 when nothing is known', async () => {
    const { status, stdout } = await catalog('show', `RE${'f'.repeat(32)}`, '--json');
    expect([status, stdout]).toEqual([1, 'null\n']);
  });

  it('shows what can be read of an entry with a fact of the wrong type, and names that; `set` can put it right', async () => {
    const sid = `RE${'d'.repeat(32)}`;
    const client = administratorDynamoDb(stack.description);
    const item = {
      recording_sid: { S: sid },
      queue: { S: 'Support' },
      restricted: { S: 'true' },
      channels: { S: '2' },
    };
    await client.send(new PutItemCommand({ TableName: stack.description.tables.recordings, Item: item }));
    client.destroy();

    const shown = await catalog('show', sid);
    expect(shown.status).toBe(1);
    expect(shown.stdout).toMatch(/queue\s+Support[\s\S]*unreadable\s+channels\s+unreadable\s+restricted/);
    expect(shown.stderr).toMatch(/"channels", "restricted" of this item has a wrong type, so nobody can play/);
    expect(JSON.parse((await catalog('show', sid, '--json')).stdout)).toEqual({
      recordingSid: sid,
      queue: 'Support',
      unreadable: ['channels', 'restricted'],
    });

    const set = await catalog('set', sid, '--restricted', '--json');
    expect(set.status).toBe(0);
    expect(JSON.parse(set.stdout)).toMatchObject({ restricted: true, unreadable: ['channels'] });
    expect(set.stderr).toMatch(/"channels" of this item/);
  });

  it('sets facts that the next request is decided on, and takes them back', async () => {
    const sid = titled(/Long consultation/);
    const { supervisor } = stack.description.tokens;
    const set = await catalog(
      'set',
      sid,
      '--restricted',
      '--tag',
      'complaint',
      '--tag',
      'vip',
      '--team',
      'Legal',
      '--json',
    );
    expect(JSON.parse(set.stdout)).toMatchObject({ restricted: true, tags: ['complaint', 'vip'], team: 'Legal' });
    expect((await askFor(stack.description, sid, supervisor)).status).toBe(403);
    const cleared = await catalog('set', sid, '--no-restricted', '--no-tags', '--no-team', '--json');
    const facts = JSON.parse(cleared.stdout);
    expect(facts).toMatchObject({ restricted: false, team: 'Service desk' });
    expect(facts).not.toHaveProperty('tags');
    expect((await askFor(stack.description, sid, supervisor)).status).toBe(200);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing to set', [], /There is nothing to set\. Example/],
    ['an agent that is none', ['--agent', 'Bob'], /"Bob" is no worker SID/],
    ['a team without a name', ['--team', ''], /--team needs a name/],
    ['more than one tag to an option', ['--tag', 'vip', 'hot'], /too many arguments for 'set'/],
  ])('ends with 2 over %s', async (_, options, message) => {
    const { status, stderr } = await catalog('set', titled(/Greeting/), ...options);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
