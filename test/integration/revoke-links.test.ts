import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_USERS } from '../../local/demo/users.ts';
import { auditCliWithoutReader } from '../support/audit-cli.ts';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { freshSid } from '../support/recording-sid.ts';
import { waveBytes } from '../support/wav.ts';

const SIDS = [freshSid('revoked'), freshSid('revoked, too')] as const;

const stack = useEncryptedStack({ playback: { delivery: 'stream' } });
const { link, revoke, trail } = stack;

beforeAll(async () => {
  for (const sid of SIDS) await stack.operator.store(sid, waveBytes(100_000));
});

const mediaStatus = async (url: string) => (await fetch(url, { headers: { range: 'bytes=0-9' } })).status;
const latest = async (event: string) => (await trail()).filter(item => item.event === event).at(-1);

describe('audit revoke', () => {
  test('revokes the link of an event during a play, and records that', async () => {
    const [url, other] = [await link(SIDS[0]), await link(SIDS[0])];
    const issued = (await trail()).filter(({ event }) => event === 'link_issued').at(-2);
    expect(await mediaStatus(url)).toBe(206);
    const { status, stdout } = await revoke('--link', issued?.event_id ?? '', '--reason', 'sent to the wrong person');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/in use[\s\S]*Links ended: 1/)]);
    expect([await mediaStatus(url), await mediaStatus(other)]).toEqual([403, 206]);
    expect(await latest('link_revoked')).toMatchObject({
      recording_sid: SIDS[0],
      link_event_id: issued?.event_id,
      reason: 'sent to the wrong person',
      worker_sid: DEMO_USERS.supervisor.workerSid,
    });
    expect(await latest('media_refused')).toMatchObject({ reason: 'link_revoked' });
  });

  test('revokes all links of a recording, used or unused, and no link of another one', async () => {
    const urls = [await link(SIDS[0]), await link(SIDS[0]), await link(SIDS[1])];
    await mediaStatus(urls[0] ?? '');
    const { status, stdout } = await revoke('--recording', SIDS[0], '--json');
    expect(status).toBe(0);
    const ended = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(ended.length).toBeGreaterThanOrEqual(2);
    for (const line of ended) expect(line).toMatchObject({ recording_sid: SIDS[0], realm_user_id: expect.any(String) });
    expect(await Promise.all(urls.map(mediaStatus))).toEqual([403, 403, 206]);
  });

  test('revokes all links when its output pipe is closed, and ends with 141', async () => {
    const urls = [await link(SIDS[0]), await link(SIDS[0]), await link(SIDS[0])];
    const where = ['--endpoint', stack.description.aws];
    const ended = await auditCliWithoutReader('revoke', ...where, '--recording', SIDS[0]);
    expect(ended).toEqual({ code: 141, stdout: '', stderr: '' });
    expect(await Promise.all(urls.map(mediaStatus))).toEqual([403, 403, 403]);
  });

  test('revokes all links of a user who is named by e-mail address, and of nobody else', async () => {
    const url = await link(SIDS[0]);
    const unknown = await revoke('--user', 'nobody@example.com');
    expect([unknown.status, unknown.stdout]).toEqual([1, 'No live link found.\n']);
    expect(await mediaStatus(url)).toBe(206);
    const { status, stderr, stdout } = await revoke('--user', DEMO_USERS.supervisor.realmUserId);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Links ended:')]);
    expect(stderr).toContain(`${DEMO_USERS.supervisor.realmUserId} is ${DEMO_USERS.supervisor.workerSid}.`);
    expect(await mediaStatus(url)).toBe(403);
  });

  test('revokes all links of a user once', async () => {
    const urls = [await link(SIDS[0]), await link(SIDS[1])];
    const { status } = await revoke('--user', DEMO_USERS.supervisor.workerSid);
    expect(status).toBe(0);
    expect(await Promise.all(urls.map(mediaStatus))).toEqual([403, 403]);
    const again = await revoke('--user', DEMO_USERS.supervisor.workerSid);
    expect([again.status, again.stdout]).toEqual([1, 'No live link found.\n']);
  });

  test('revokes all links when the audit table cannot be written, and the next run records them', async () => {
    const sid = freshSid('revoked in the dark');
    await stack.operator.store(sid, waveBytes(100));
    const urls = [await link(sid), await link(sid), await link(sid)];
    const onRecord = async () =>
      (await trail()).filter(({ event, recording_sid }) => event === 'link_revoked' && recording_sid === sid);
    const order = ['--recording', sid];
    const unrecorded = await revoke(...order, '--reason', 'first order', '--table', 'no-such-table');
    expect([unrecorded.status, unrecorded.stderr]).toEqual([3, expect.stringContaining('audit_not_found')]);
    expect(unrecorded.stdout).toMatch(/(ended .* \(not recorded yet: run the command again\)\n){3}Links ended: 3/);
    expect(await Promise.all(urls.map(mediaStatus))).toEqual([403, 403, 403]);
    expect(await onRecord()).toEqual([]);

    expect(await revoke(...order, '--reason', 'second order')).toMatchObject({ status: 0 });
    expect((await onRecord()).map(({ reason }) => reason)).toEqual(['first order', 'first order', 'first order']);
    expect(await revoke(...order)).toMatchObject({ status: 1, stdout: 'No live link found.\n' });
  });

  test.each([
    ['nothing', []],
    ['two targets', ['--recording', SIDS[0], '--user', DEMO_USERS.supervisor.workerSid]],
    ['a malformed event', ['--link', '1']],
    ['a malformed recording', ['--recording', 'RE1']],
    ['a malformed user', ['--user', 'susan']],
  ])('rejects %s and revokes nothing', async (_, options) => {
    const { status, stderr } = await revoke(...options);
    expect([status, stderr]).toEqual([2, expect.stringContaining('error:')]);
  });

  test('reports that the table cannot be reached', async () => {
    const { status, stderr } = await revoke('--recording', SIDS[0], '--links-table', 'no-such-table');
    expect([status, stderr]).toEqual([3, expect.stringContaining('links_not_found')]);
  });
});
