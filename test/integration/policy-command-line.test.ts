import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePolicyFiles } from '../../lib/policy/policy-files.ts';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { itemAt } from '../support/audit-events.ts';
import { folder, restrictWith, useChangedPolicies } from '../support/changed-policies.ts';
import { administratorDynamoDb, askFor, auditTrail } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';

let stack: LocalStack;

useChangedPolicies();
beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack.close());

const titled = (title: RegExp) => stack.description.recordings.find(one => title.test(one.title))?.sid ?? '';
const policy = (...args: string[]) => runProgram(['bin/flex-policy.js', ...args]);
const explain = (user: string, recording: string, ...more: string[]) =>
  policy('explain', '--user', user, '--recording', recording, '--endpoint', stack.description.aws, ...more);

describe('policy explain', () => {
  const { agent, supervisor } = DEMO_USERS;

  test('shows the deciding policies and the facts', async () => {
    const { status, stdout } = await explain(agent.workerSid, titled(/Support call/), '--role', 'agent');
    expect(status).toBe(0);
    expect(stdout).toMatch(/allowed\s+policy_permits\s+by\s+agents-own-calls/);
    expect(stdout).toMatch(new RegExp(`resource\\.agentWorkerSid\\s+${agent.workerSid}`));
    expect(stdout).toMatch(/context\.minutesSinceCall\s+1440/);
  });

  test('ends with 2 when the roles in the latest audit event cannot be read, and names the options to use instead', async () => {
    const worker = `WK${'e'.repeat(32)}`;
    const client = administratorDynamoDb(stack.description);
    const event = itemAt(new Date().toISOString(), { worker_sid: worker });
    const Item = marshall({ ...event, roles: { length: 1 }, identity: 7 });
    await client.send(new PutItemCommand({ TableName: stack.description.tables.audit, Item }));
    client.destroy();
    const { status, stderr } = await explain(worker, titled(/Support call/));
    expect(stderr).toMatch(
      /^error: The latest audit event of WKe+ cannot be read\. Name the roles: --role supervisor\n$/,
    );
    expect(status).toBe(2);
  });

  test('prints the same as JSON, and ends with 1 when access is denied', async () => {
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

  test('shows no identity, and a warning, when only the roles are given', async () => {
    const { stdout } = await explain(agent.workerSid, titled(/Support call/), '--role', 'agent', '--json');
    expect(JSON.parse(stdout).facts.principal).toEqual({ roles: ['agent'], workerSid: agent.workerSid });
    const text = await explain(agent.workerSid, titled(/Support call/), '--role', 'agent');
    expect(text.stdout).toMatch(/identity is not known here.*--identity/);
    const told = await explain(agent.workerSid, titled(/Support call/), '--role', 'agent', '--identity', 'Amy');
    expect(told.stdout).toMatch(/principal\.identity\s+Amy/);
    expect(told.stdout).not.toContain('not known here');
  });

  test('takes the roles from the audit trail and decides as the function does', async () => {
    const sid = titled(/Support call/);
    const { status } = await askFor(stack.description, sid, stack.description.tokens.supervisor);
    expect(status).toBe(200);
    const explained = JSON.parse((await explain(supervisor.workerSid, sid, '--json')).stdout);
    expect(explained).toMatchObject({ decision: 'allow', policyIds: ['supervisors-and-admins'] });
    const at = ['--at', '2026-11-24T08:00:00Z', '--json'];
    const byName = await explain(supervisor.realmUserId, sid, ...at);
    expect([byName.status, byName.stdout]).toEqual([0, (await explain(supervisor.workerSid, sid, ...at)).stdout]);
  });

  test('denies without policies and facts, as the function does, when a fact in the catalog cannot be read', async () => {
    const sid = titled(/six weeks/);
    const administrator = administratorDynamoDb(stack.description);
    const item = marshall({ recording_sid: sid, restricted: 'true' });
    await administrator.send(new PutItemCommand({ TableName: stack.description.tables.recordings, Item: item }));
    administrator.destroy();
    expect((await askFor(stack.description, sid, stack.description.tokens.supervisor)).status).toBe(403);
    const {
      event,
      reason,
      policy_ids: policyIds,
      policy_set: policySet,
    } = (await auditTrail(stack.description)).at(-1) ?? {};
    expect([event, reason]).toEqual(['denied', 'catalog_item_malformed_restricted']);

    const json = await explain(supervisor.workerSid, sid, '--json');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({ decision: 'deny', reason, policyIds, policySet, inCatalog: true });
    const { status, stdout } = await explain(supervisor.workerSid, sid);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /denied\s+catalog_item_malformed_restricted\s+by\s+no policy: the catalog entry cannot be read/,
    );
  });

  test('exits with 3 when the catalog cannot be read', async () => {
    const { status, stdout, stderr } = await explain(supervisor.workerSid, titled(/Greeting/), '--table', 'Nowhere');
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain('catalog_not_found');
  });

  test('decides for the time that --at gives', async () => {
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

  test.each<[string, () => ReturnType<typeof explain>, RegExp]>([
    ['an invalid worker SID', () => explain('WK1', titled(/Support/)), /"WK1" is neither a worker SID.*Examples: WK0/],
    ['a name without an event', () => explain('no@example.com', titled(/Support/)), /no event of no@example.com/],
    ['an invalid recording SID', () => explain(agent.workerSid, 'RE1'), /"RE1" is not a recording SID/],
    [
      'a user without an event in the audit trail',
      () => explain(`WK${'f'.repeat(32)}`, titled(/Support/)),
      /Name the roles: --role/,
    ],
    ['an invalid time', () => explain(agent.workerSid, titled(/Support/), '--at', 'noon'), /--at "noon" is not a time/],
    [
      'an invalid address',
      () => explain(agent.workerSid, titled(/Support/), '--ip', 'garbage'),
      /--ip "garbage" is not an IP address. Example: --ip 203/,
    ],
    [
      'a range instead of an address',
      () => explain(agent.workerSid, titled(/Support/), '--ip', '10.0.0.0/8'),
      /--ip "10.0.0.0\/8" is not an IP address/,
    ],
    [
      'two roles in one word',
      () => explain(agent.workerSid, titled(/Support/), '--role', 'agent,admin'),
      /--role "agent,admin" is not a role. Example: --role agent wfo/,
    ],
    ['an empty role', () => explain(agent.workerSid, titled(/Support/), '--role', ''), /--role "" is not a role/],
  ])('exits with 2 for %s', async (_, run, message) => {
    const { status, stderr } = await run();
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('policy explain with invalid policies', () => {
  const explainTypo = async (...more: string[]) => {
    await restrictWith('unless { resource has restrictd && !resource.restrictd }');
    return explain(DEMO_USERS.agent.workerSid, titled(/Complaint/), '--dir', folder, ...more);
  };

  test('exits with 4, as its help says, and prints the same report as policy check', async () => {
    const { status, stdout, stderr } = await explainTypo();
    expect([status, stderr]).toEqual([4, '']);
    expect(stdout).toBe((await policy('check', '--dir', folder)).stdout);
    expect((await policy('--help')).stdout).toContain('4 the policies to explain are invalid');
  });

  test('prints the report as JSON', async () => {
    const { status, stdout } = await explainTypo('--json');
    expect(status).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, problems: [{ policyId: 'restricted-needs-full-access' }] });
  });
});
