import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalStack } from '../../local/stack.ts';
import {
  freshSid,
  type Operator,
  operatorOf,
  startEncryptedStack,
  supervisorsLink,
} from '../support/encrypted-stack.ts';
import { auditTrail } from '../support/playback-client.ts';
import { runProgram } from '../support/program.ts';
import { encryptedVector } from '../support/vectors.ts';
import { waveBytes } from '../support/wav.ts';

const USES = 400;

let stack: LocalStack;
let operator: Operator;
const logged: string[] = [];

beforeAll(async () => {
  stack = await startEncryptedStack({ playback: { delivery: 'stream' }, log: line => logged.push(line) });
  operator = operatorOf(stack);
});
afterAll(async () => {
  operator?.close();
  await stack?.close();
});

/** A link to a recording of its own, opened by its listener. */
const openedLink = async (name: string): Promise<{ readonly sid: string; readonly url: string }> => {
  const sid = freshSid(name);
  await operator.store(sid, waveBytes(100));
  const url = await supervisorsLink(stack, sid);
  await use(url, 'listener');
  return { sid, url };
};
const use = async (url: string, userAgent: string) => {
  const response = await fetch(url, { headers: { 'user-agent': userAgent } });
  return { status: response.status, body: await response.text() };
};
/** One after the other in each of eight lanes. */
const useOften = async (url: string, agentOf: (index: number) => string) => {
  const answers: Awaited<ReturnType<typeof use>>[] = [];
  const lane = async (first: number) => {
    for (let index = first; index < USES; index += 8) answers.push(await use(url, agentOf(index)));
  };
  await Promise.all(Array.from({ length: 8 }, (_, first) => lane(first)));
  return answers;
};
const eventsAbout = async (sid: string): Promise<string[]> =>
  (await auditTrail(stack.description))
    .filter(({ recording_sid }) => recording_sid === sid)
    .map(({ event, reason }) => `${event} ${reason}`)
    .filter(event => !event.startsWith('link_') && !event.startsWith('media_opened'));
const revoke = async ({ sid }: { readonly sid: string }) => {
  const { status } = await runProgram([
    'bin/audit.ts',
    'revoke',
    '--endpoint',
    stack.description.aws,
    '--recording',
    sid,
  ]);
  expect(status).toBe(0);
};

describe(`${USES} uses of a link that does not serve`, () => {
  test.each<[string, (link: Awaited<ReturnType<typeof openedLink>>) => Promise<unknown>]>([
    ['link_expired', ({ url }) => operator.expire(url)],
    ['link_revoked', revoke],
    ['other_client', async () => undefined],
  ])('by one stranger leave one event (%s), and are counted', async (reason, ends) => {
    const link = await openedLink(reason);
    await ends(link);
    const before = logged.length;
    const answers = await useOften(link.url, () => 'stranger');
    expect(await eventsAbout(link.sid)).toEqual([`media_refused ${reason}`]);
    const counted = logged.slice(before).filter(line => line.includes('"UnrecordedIncidents":1'));
    expect(counted).toHaveLength(USES - 1);

    const [first, ...rest] = answers.map(({ status, body }) => [status, JSON.parse(body).error.message]);
    expect(rest).toEqual(Array(USES - 1).fill(first));
    expect(first?.[0]).toBe(403);
  });

  test('by a stranger with ever new user agents leave ten events, and ten more for those who come when it has ended', async () => {
    const link = await openedLink('many strangers');
    await useOften(link.url, index => `stranger ${index}`);
    expect(await eventsAbout(link.sid)).toHaveLength(10);
    await revoke(link);
    await useOften(link.url, index => `stranger ${index}`);
    const events = await eventsAbout(link.sid);
    expect(events.filter(event => event === 'media_refused link_revoked').length).toBeGreaterThanOrEqual(10);
    expect(events).toHaveLength(30);
  });

  test('to a damaged recording by its own listener leave one event', async () => {
    const { object, details } = encryptedVector('rsa2048');
    const sid = freshSid('damaged and often tried');
    await operator.store(sid, object.subarray(0, 15));
    await operator.catalog(sid, details);
    const url = await supervisorsLink(stack, sid);
    const answers = await useOften(url, () => 'listener');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409]));
    expect(await eventsAbout(sid)).toEqual(['integrity_failed object_truncated']);
  });
});
