import { describe, expect, test } from 'vitest';
import { playbackFacts } from '../../../../../lambda/domain/policy/playback-facts.ts';
import { entitiesToJson, recordToJson } from '../../../../../lib/policy/cedar-json.ts';
import { supervisor } from '../../../../support/callers.ts';
import { NOW, request } from '../../../../support/playback-pipeline.ts';

const { recordingSid, client } = request;
const question = { caller: supervisor, recordingSid, client, now: NOW };

describe('the facts that a policy sees', () => {
  test('come from the caller, the gateway and the clock when the catalog has no entry', () => {
    const facts = playbackFacts(question, {});
    expect(entitiesToJson(facts.entities.values())).toEqual([
      {
        uid: { type: 'User', id: supervisor.workerSid },
        attrs: { workerSid: supervisor.workerSid, identity: supervisor.identity },
        parents: [{ type: 'Role', id: 'supervisor' }],
      },
      { uid: { type: 'Recording', id: recordingSid }, attrs: {}, parents: [] },
    ]);
    expect(recordToJson(facts.context)).toEqual({
      sourceIp: { __extn: { fn: 'ip', arg: '203.0.113.7/32' } },
      time: { __extn: { fn: 'datetime', arg: NOW.toISOString() } },
    });
  });

  test('include the catalog’s facts and the team of the caller', () => {
    const startedAt = new Date(NOW.getTime() - 90_500);
    const recording = {
      recordingSid,
      agentWorkerSid: supervisor.workerSid,
      queue: 'support',
      team: 'desk',
      tags: ['a'],
      restricted: false,
      held: true,
      durationSeconds: 61,
      startedAt,
      status: 'completed',
    };
    const facts = playbackFacts({ ...question, recording }, { [supervisor.workerSid]: 'billing' });
    const [user, resource] = entitiesToJson(facts.entities.values());
    expect(user?.attrs).toMatchObject({ team: 'billing' });
    expect(resource?.attrs).toEqual({
      agentWorkerSid: supervisor.workerSid,
      queue: 'support',
      team: 'desk',
      tags: ['a'],
      restricted: false,
      held: true,
      durationSeconds: 61,
      startedAt: { __extn: { fn: 'datetime', arg: startedAt.toISOString() } },
      encrypted: false,
    });
    expect(recordToJson(facts.context)).toMatchObject({ minutesSinceCall: 1 });
  });

  test('take the team of the agent from the file of teams, unless the catalog has another', () => {
    const agentWorkerSid = `WK${'a'.repeat(32)}`;
    const teamOf = (recording: object) =>
      entitiesToJson(
        playbackFacts(
          { ...question, recording: { recordingSid, ...recording } },
          { [agentWorkerSid]: 'billing' },
        ).entities.values(),
      )[1]?.attrs['team'];
    expect(teamOf({ agentWorkerSid })).toBe('billing');
    expect(teamOf({ agentWorkerSid, team: 'desk' })).toBe('desk');
    expect(teamOf({ agentWorkerSid: supervisor.workerSid })).toBeUndefined();
    expect(teamOf({})).toBeUndefined();
  });

  test('call a recording encrypted when its details cannot be read', () => {
    const facts = playbackFacts({ ...question, recording: { recordingSid, encryptionRaw: ['{'] } }, {});
    expect(entitiesToJson(facts.entities.values())[1]?.attrs).toEqual({ encrypted: true });
  });

  test('leave out an unknown identity', () => {
    const facts = playbackFacts({ ...question, caller: { ...supervisor, identity: '' } }, {});
    expect(facts.entities.get(facts.principal.key)?.attributes.has('identity')).toBe(false);
  });

  test('leave out an invalid address', () => {
    const facts = playbackFacts({ ...question, client: { ...client, sourceIp: 'unknown' } }, {});
    expect(facts.context.has('sourceIp')).toBe(false);
  });

  test('take no team from inherited members of an object', () => {
    const facts = playbackFacts({ ...question, caller: { ...supervisor, workerSid: 'constructor' } }, {});
    expect(facts.entities.get(facts.principal.key)?.attributes.has('team')).toBe(false);
  });
});
