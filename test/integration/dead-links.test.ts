import { describe, expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { freshSid } from '../support/recording-sid.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const USES = 400;

const stack = useEncryptedStack({ playback: { delivery: 'stream' } });

/** A link to a new recording, opened by its listener. */
const openedLink = async (name: string): Promise<{ readonly sid: string; readonly url: string }> => {
  const sid = freshSid(name);
  await stack.operator.store(sid, waveBytes(100));
  const url = await stack.link(sid);
  await use(url, 'listener');
  return { sid, url };
};
const use = async (url: string, userAgent: string) => {
  const response = await fetch(url, { headers: { 'user-agent': userAgent } });
  return { status: response.status, body: await response.text() };
};
/** Uses a link 400 times, eight at a time. */
const useOften = async (url: string, agentOf: (index: number) => string) => {
  const answers: Awaited<ReturnType<typeof use>>[] = [];
  const lane = async (first: number) => {
    for (let index = first; index < USES; index += 8) answers.push(await use(url, agentOf(index)));
  };
  await Promise.all(Array.from({ length: 8 }, (_, first) => lane(first)));
  return answers;
};
/** The events about a recording, without those that its listener caused. */
const refusalsAbout = async (sid: string): Promise<string[]> =>
  (await stack.eventsAbout(sid)).filter(event => !event.startsWith('link_') && !event.startsWith('media_opened'));

describe(`${USES} refused uses of a link`, () => {
  test.each<[string, (link: Awaited<ReturnType<typeof openedLink>>) => Promise<unknown>]>([
    ['link_expired', ({ url }) => stack.operator.expire(url)],
    ['link_revoked', ({ sid }) => stack.revokeLinksTo(sid)],
    ['other_client', async () => undefined],
  ])('by one stranger are recorded as one event (%s), and counted', async (reason, ends) => {
    const link = await openedLink(reason);
    await ends(link);
    const before = stack.logged.length;
    const answers = await useOften(link.url, () => 'stranger');
    expect(await refusalsAbout(link.sid)).toEqual([`media_refused ${reason}`]);
    const counted = stack.logged.slice(before).filter(line => line.includes('"UnrecordedIncidents":1'));
    expect(counted).toHaveLength(USES - 1);

    const [first, ...rest] = answers.map(({ status, body }) => [status, JSON.parse(body).error.message]);
    expect(rest).toEqual(Array(USES - 1).fill(first));
    expect(first?.[0]).toBe(403);
  });

  test('with a new user agent each time are recorded as ten events, and as twenty more after a revocation', async () => {
    const link = await openedLink('many strangers');
    await useOften(link.url, index => `stranger ${index}`);
    expect(await refusalsAbout(link.sid)).toHaveLength(10);
    await stack.revokeLinksTo(link.sid);
    await useOften(link.url, index => `stranger ${index}`);
    const events = await refusalsAbout(link.sid);
    expect(events.filter(event => event === 'media_refused link_revoked').length).toBeGreaterThanOrEqual(10);
    expect(events).toHaveLength(30);
  });

  test('by the listener of a damaged recording are recorded as one event', async () => {
    const { object, details } = encryptedVector('rsa2048');
    const sid = freshSid('damaged and often tried');
    await stack.operator.store(sid, object.subarray(0, 15));
    await stack.operator.catalog(sid, details);
    const url = await stack.link(sid);
    const answers = await useOften(url, () => 'listener');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409]));
    expect(await refusalsAbout(sid)).toEqual(['integrity_failed object_truncated']);
  });
});
