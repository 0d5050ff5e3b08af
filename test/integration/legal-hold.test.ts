import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectLegalHoldCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { outcomeOf } from '../support/aws-endpoint.ts';
import { REFUSED_OBJECT, usePeopleStack } from '../support/people-stack.ts';
import { askFor, auditTrail, failAws } from '../support/playback-client.ts';

const OPERATOR = 'arn:aws:iam::000000000000:user/operator';
const FORBID_HELD = `
@id("held-for-nobody")
forbid (principal, action == Action::"play", resource) when { resource has held && resource.held };
`;
const policyDir = mkdtempSync(join(tmpdir(), 'policies-'));

beforeAll(async () => {
  await cp(POLICY_DIR, policyDir, { recursive: true });
  await appendFile(join(policyDir, 'playback.cedar'), FORBID_HELD);
});
const locked = usePeopleStack({
  policyDir,
  playback: { createBucket: true },
  editTemplate: template => {
    template.Resources.Recordings.Properties.ObjectLockEnabled = true;
  },
});
const unlocked = usePeopleStack();
afterAll(() => rmSync(policyDir, { recursive: true }));

/** A recording of a stack, with what the tests ask about it. */
const recordingOf = (stack: typeof locked, index: number) => {
  const sid = stack.description.recordings[index]?.sid ?? '';
  const { bucket: Bucket, accountSid } = stack.description;
  const object = { Bucket, Key: `${accountSid}/${sid}` };
  const { s3 } = stack.clients('test');
  const events = async () => (await auditTrail(stack.description)).filter(event => event.recording_sid === sid);
  return {
    ...{ sid, object, s3 },
    hold: (status: 'on' | 'off', ...more: string[]) =>
      stack.catalog('operator', 'set', sid, '--hold', status, '--json', ...more),
    events: async (name: string) => (await events()).filter(({ event }) => (event as string) === name),
    heldInS3: async () => (await s3.send(new GetObjectLegalHoldCommand(object))).LegalHold?.Status,
    heldInCatalog: async () => JSON.parse((await stack.catalog('operator', 'show', sid, '--json')).stdout).held,
  };
};

describe('a hold in a bucket with Object Lock', () => {
  test('keeps the object until it is lifted, and a query says who did both', async () => {
    const { sid, object, s3, hold, events } = recordingOf(locked, 0);
    const { VersionId } = await s3.send(new HeadObjectCommand(object));
    const remove = () => outcomeOf(s3.send(new DeleteObjectCommand({ ...object, VersionId })));

    const set = await hold('on', '--reason', 'case 12');
    expect([set.status, JSON.parse(set.stdout), set.stderr]).toEqual([
      ...[0, expect.objectContaining({ held: true, s3Hold: 'legal_hold' })],
      expect.stringContaining('nobody can delete a held version'),
    ]);
    expect(await remove()).toBe('AccessDenied 403');
    const lifted = await hold('off');
    expect([lifted.status, JSON.parse(lifted.stdout), lifted.stderr]).toEqual([
      ...[0, expect.not.objectContaining({ s3Hold: expect.anything() })],
      '',
    ]);
    expect(await remove()).toBe('ok');

    const s3Facts = { s3_hold: 'legal_hold', object_versions: [`${object.Key}?versionId=${VersionId}`] };
    expect(await events('hold_changed')).toMatchObject([
      {
        ...{ operator: OPERATOR, reason: 'case 12', tool: 'catalog set', object_version_count: 1, ...s3Facts },
        ...{ before: { s3_legal_hold: 'OFF' }, after: { held: true, s3_legal_hold: 'ON' } },
      },
      {
        ...{ operator: OPERATOR, reason: 'set_by_operator', object_version_count: 1, ...s3Facts },
        ...{ before: { held: true, s3_legal_hold: 'ON' }, after: { held: false, s3_legal_hold: 'OFF' } },
      },
    ]);
    const { code, stdout } = await locked.audit('auditor', 'by-recording', sid, '--event', 'hold_changed');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/held: – → true.*held: true → false/s)]);
  });

  test('holds every version, also below a delete marker', async () => {
    const { object, s3, hold, events } = recordingOf(locked, 1);
    await s3.send(new PutObjectCommand({ ...object, Body: 'another version' }));
    await s3.send(new DeleteObjectCommand(object));
    await hold('on');
    const [changed] = await events('hold_changed');
    const { object_versions: versions } = changed as unknown as { object_versions: string[] };
    expect(versions).toHaveLength(2);
    for (const name of versions) {
      const VersionId = name.split('?versionId=')[1];
      expect(await outcomeOf(s3.send(new DeleteObjectCommand({ ...object, VersionId })))).toBe('AccessDenied 403');
    }
  });

  test('can be seen by policies from the next request on', async () => {
    const { sid, hold } = recordingOf(locked, 2);
    const ask = async () => (await askFor(locked.description, sid, locked.description.tokens.supervisor)).status;
    expect(await ask()).toBe(200);
    await hold('on');
    expect(await ask()).toBe(403);
    await hold('off');
    expect(await ask()).toBe(200);
  });

  test('that S3 refuses is not claimed by the catalog, and the failure is on record', async () => {
    const { hold, events, heldInCatalog } = recordingOf(locked, 3);
    await failAws(locked.description, { service: 's3', operation: 'PutObjectLegalHold', fault: 'error', count: 8 });
    const { status, stderr } = await hold('on');
    expect([status, stderr]).toEqual([3, expect.stringMatching(/s3_failed.*The audit trail says so/)]);
    const [announced] = await events('hold_changed');
    expect(await events('change_failed')).toMatchObject([
      { change_event_id: announced?.event_id, reason: 's3_failed' },
    ]);
    expect(await heldInCatalog()).toBeUndefined();
  });

  test('that S3 does not give up is no longer claimed by the catalog, and the same order completes it', async () => {
    const { hold, heldInS3, heldInCatalog } = recordingOf(locked, 4);
    await hold('on');
    await failAws(locked.description, { service: 's3', operation: 'PutObjectLegalHold', fault: 'error', count: 8 });
    const { status, stderr } = await hold('off');
    expect([status, stderr]).toEqual([3, expect.stringContaining('S3 may still hold some versions')]);
    expect([await heldInCatalog(), await heldInS3()]).toEqual([false, 'ON']);
    expect((await hold('off')).status).toBe(0);
    expect(await heldInS3()).toBe('OFF');
  });

  test('is kept by S3 when the catalog cannot give it up', async () => {
    const { hold, heldInS3, heldInCatalog } = recordingOf(locked, 5);
    await hold('on');
    await failAws(locked.description, { service: 'dynamodb', operation: 'UpdateItem', fault: 'error', count: 8 });
    expect((await hold('off')).status).toBe(3);
    expect([await heldInCatalog(), await heldInS3()]).toEqual([true, 'ON']);
  });

  test('that is there already is no change: nothing is written, and the answer says what S3 does', async () => {
    const { hold, events } = recordingOf(locked, 6);
    await hold('on');
    const again = await hold('on');
    expect([again.status, JSON.parse(again.stdout).s3Hold]).toEqual([0, 'legal_hold']);
    expect(await events('hold_changed')).toHaveLength(1);
  });

  test('cannot be set by an auditor, and an operator can neither set a retention nor hold another object', async () => {
    const { sid, object, heldInCatalog } = recordingOf(locked, 7);
    const refused = await locked.catalog('auditor', 'set', sid, '--hold', 'on');
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('access_denied')]);
    expect(await heldInCatalog()).toBeUndefined();
    const LegalHold = { Status: 'ON' as const };
    const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(Date.now() + 86_400_000) };
    const [auditor, operator] = [locked.clients('auditor').s3, locked.clients('operator').s3];
    const calls = [
      auditor.send(new PutObjectLegalHoldCommand({ ...object, LegalHold })),
      operator.send(new PutObjectLegalHoldCommand({ ...object, Key: 'other', LegalHold })),
    ];
    expect(await Promise.all(calls.map(outcomeOf))).toEqual([REFUSED_OBJECT, REFUSED_OBJECT]);
    expect(await outcomeOf(operator.send(new PutObjectRetentionCommand({ ...object, Retention })))).not.toBe('ok');
  });
});

describe('a hold in a bucket without Object Lock', () => {
  test('is in the catalog only: answer and event say that S3 does not protect the object', async () => {
    const { hold, events } = recordingOf(unlocked, 0);
    const { status, stdout, stderr } = await hold('on');
    expect([status, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ held: true, s3Hold: 'no_object_lock' }),
    ]);
    expect(stderr).toContain('warning: S3 does not protect this recording');
    expect(await events('hold_changed')).toMatchObject([{ s3_hold: 'no_object_lock', after: { held: true } }]);
  });

  test('comes with other facts as two events of one order, the hold first', async () => {
    const { hold, events } = recordingOf(unlocked, 1);
    const { status, stdout } = await hold('on', '--team', 'legal');
    expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ held: true, team: 'legal' })]);
    const [[held], [changed]] = [await events('hold_changed'), await events('facts_changed')];
    expect(held?.request_id).toBe(changed?.request_id);
    expect(String(held?.event_key) < String(changed?.event_key)).toBe(true);
  });
});
