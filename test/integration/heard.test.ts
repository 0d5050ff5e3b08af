import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { auditCli } from '../support/audit-cli.ts';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf } from '../support/responses.ts';
import { until } from '../support/until.ts';
import { wavFile } from '../support/wav.ts';

/** Four minutes: 44 bytes of header and 16,000 bytes a second. */
const RECORDING = wavFile([Array.from({ length: 240 * 8_000 }, () => 0)]);
const byteOf = (second: number) => 44 + second * 16_000;

/** Links end within the quarter of an hour by which a function's clock may differ from that of AWS. */
const stack = useEncryptedStack({ playback: { delivery: 'stream', linkTtlMinSeconds: 30, linkTtlMaxSeconds: 300 } });

const newLink = async (name: string) => {
  const sid = freshSid(name);
  await stack.operator.store(sid, RECORDING);
  return { sid, url: await stack.link(sid) };
};
const play = async (url: string, range: string) => {
  const answer = await fetch(url, { headers: { range: `bytes=${range}` } });
  expect(answer.status).toBe(206);
  await bytesOf(answer);
};
/** Runs the writer as if it were so many seconds later. */
const writeHeard = async (secondsLater: number) => {
  const time = new Date(Date.now() + secondsLater * 1000).toISOString();
  const body = JSON.stringify({ function: 'StreamedDeliveryHeardWriter', event: { time } });
  const { status } = await fetch(`${stack.description.aws}/__invoke`, { method: 'POST', body });
  return status;
};
const heard = async (sid: string): Promise<AuditEvent[]> =>
  (await stack.trail()).filter(event => event.recording_sid === sid && event.event === 'media_heard');
const heardLine = async (sid: string) => {
  const { stdout } = await auditCli('by-recording', sid, '--heard', '--endpoint', stack.description.aws);
  return stdout;
};

describe('a streamed recording', () => {
  test('that was played in parts is on record once after its link has expired, with which seconds left', async () => {
    const { sid, url } = await newLink('heard in parts');
    for (const range of [`0-${byteOf(60) - 1}`, `${byteOf(30)}-${byteOf(132.4) - 1}`, `${byteOf(180)}-`]) {
      await play(url, range);
    }
    await writeHeard(0);
    expect(await heard(sid)).toEqual([]);
    expect(await heardLine(sid)).toContain('opened, still open');

    // Two runs at the same time, and one later.
    expect(await Promise.all([writeHeard(400), writeHeard(400)])).toEqual([200, 200]);
    await writeHeard(800);
    const [event, ...others] = await heard(sid);
    expect(others).toEqual([]);
    const issued = (await stack.trail()).find(({ event_id }) => event_id === event?.link_event_id);
    expect(issued).toMatchObject({ event: 'link_issued', recording_sid: sid, recording_seconds: 240 });
    expect(event).toMatchObject({
      ...{ reason: 'link_expired', requests: 3, object_bytes: RECORDING.length },
      ...{ heard_seconds: 192.4, recording_seconds: 240 },
      heard_ranges: [
        [0, 132.4],
        [180, 240],
      ],
    });
    expect(await heardLine(sid)).toMatch(/heard 3:12 of 4:00 \(80 %\).* 0:00–2:12, 3:00–4:00/);
  });

  test('whose link was revoked is on record soon, although the link had not expired', async () => {
    const { sid, url } = await newLink('heard and revoked');
    await play(url, `0-${byteOf(120) - 1}`);
    await stack.revokeLinksTo(sid);
    await until(
      async () => {
        await writeHeard(10);
        return heard(sid);
      },
      events => events.length === 1,
    );
    expect(await heard(sid)).toMatchObject([{ reason: 'link_revoked', heard_seconds: 120, heard_ranges: [[0, 120]] }]);
    expect(await heardLine(sid)).toMatch(/heard 2:00 of 4:00 \(50 %\)/);
  });

  test('with a link that nobody used is said not to be heard', async () => {
    const { sid } = await newLink('not heard');
    await stack.revokeLinksTo(sid);
    await writeHeard(10);
    expect(await heard(sid)).toEqual([]);
    expect(await heardLine(sid)).toMatch(/not used/);
    const { stdout } = await auditCli(
      'by-recording',
      sid,
      '--heard',
      '--format',
      'json',
      '--endpoint',
      stack.description.aws,
    );
    expect(JSON.parse(stdout)).toMatchObject([
      { recording_sid: sid, state: 'not_used', requests: 0, heard: 'not used' },
    ]);
  });
});
