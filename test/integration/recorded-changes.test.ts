import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { usePeopleStack } from '../support/people-stack.ts';
import { auditTrail, failAws, pendingFaults } from '../support/playback-client.ts';

const OPERATOR = 'arn:aws:iam::000000000000:user/operator';
const stack = usePeopleStack();
const recording = (index: number) => stack.description.recordings[index]?.sid ?? '';
const eventsOf = async (sid: string) =>
  (await auditTrail(stack.description)).filter(event => event.recording_sid === sid) as Partial<AuditEvent>[];
const shown = async (sid: string) => (await stack.catalog('operator', 'show', sid)).stdout;

describe('catalog set', () => {
  test('puts the operator and the facts before and after on record, and queries show who lifted a restriction', async () => {
    const sid = recording(0);
    const set = await stack.catalog('operator', 'set', sid, '--restricted', '--tag', 'vip', '--reason', 'ticket 7');
    expect([set.status, set.stderr]).toEqual([0, '']);
    await stack.catalog('test', 'set', sid, '--no-restricted', '--no-tags');
    expect(await eventsOf(sid)).toMatchObject([
      {
        ...{ event: 'facts_changed', operator: OPERATOR, reason: 'ticket 7', tool: 'catalog set' },
        ...{ before: { restricted: false }, after: { restricted: true, tags: ['vip'] } },
      },
      {
        ...{ event: 'facts_changed', operator: 'arn:aws:iam::000000000000:user/administrator' },
        ...{ before: { restricted: true, tags: ['vip'] }, after: { restricted: false } },
      },
    ]);
    const day = new Date().toISOString().slice(0, 10);
    const { code, stdout } = await stack.audit('auditor', 'by-day', day, '--event', 'facts_changed');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/user\/o.*false → true.*user\/a.*restricted: true → false/s),
    ]);
  });

  test('writes no event when nothing would change', async () => {
    const sid = recording(1);
    await stack.catalog('operator', 'set', sid, '--team', 'billing');
    const again = await stack.catalog('operator', 'set', sid, '--team', 'billing');
    expect([again.status, (await eventsOf(sid)).length]).toEqual([0, 1]);
  });

  test('changes nothing when the audit trail cannot be written', async () => {
    const sid = recording(2);
    await failAws(stack.description, { service: 'dynamodb', operation: 'PutItem', fault: 'error', count: 8 });
    const { status, stderr } = await stack.catalog('operator', 'set', sid, '--team', 'unrecorded');
    expect([status, stderr]).toEqual([3, expect.stringContaining('Nothing was changed')]);
    expect(await shown(sid)).not.toContain('unrecorded');
    expect([await eventsOf(sid), await pendingFaults(stack.description)]).toEqual([[], []]);
  });

  test('changes nothing when STS does not say who the operator is', async () => {
    const sid = recording(2);
    await failAws(stack.description, { service: 'sts', operation: 'GetCallerIdentity', fault: 'error', count: 2 });
    const { status, stderr } = await stack.catalog('operator', 'set', sid, '--team', 'nobody');
    expect([status, stderr]).toEqual([3, expect.stringContaining('STS does not say who you are')]);
    expect([await shown(sid), await eventsOf(sid)]).toEqual([expect.not.stringContaining('nobody'), []]);
  });

  test('records that a change failed', async () => {
    const sid = recording(2);
    await failAws(stack.description, { service: 'dynamodb', operation: 'UpdateItem', fault: 'error', count: 8 });
    const { status, stderr } = await stack.catalog('operator', 'set', sid, '--team', 'failed');
    expect([status, stderr]).toEqual([3, expect.stringContaining('The audit trail says so')]);
    const [announced, failed] = await eventsOf(sid);
    expect(failed).toMatchObject({ event: 'change_failed', change_event_id: announced?.event_id, operator: OPERATOR });
    expect(await shown(sid)).not.toContain('failed');
  });
});

describe('audit revoke', () => {
  const revoke = async (sid: string) => {
    await stack.link(sid);
    const ended = await stack.audit('operator', 'revoke', '--recording', sid);
    return { ...ended, revoked: (await eventsOf(sid)).find(({ event }) => event === 'link_revoked') };
  };

  test('names the operator in the event', async () => {
    const { code, revoked } = await revoke(recording(3));
    expect([code, revoked?.operator]).toEqual([0, OPERATOR]);
  });

  test('ends the link although STS does not answer, and the event says that the operator is unknown', async () => {
    await failAws(stack.description, { service: 'sts', operation: 'GetCallerIdentity', fault: 'error', count: 2 });
    const { code, stderr, revoked } = await revoke(recording(4));
    expect([code, revoked?.operator]).toEqual([0, 'unknown']);
    expect(stderr).toContain('the audit trail names no operator');
  });
});
