import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstEventsPage, twilioEvents } from '../../bin/catalog/backfill/twilio-events.ts';
import { twilioClient } from '../../bin/flex/twilio-client.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';
import { manyRecordings } from '../support/many-recordings.ts';
import { manyTaskEvents } from '../support/many-task-events.ts';
import { describedTaskEvents } from '../support/task-event-description.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const WORKSPACE = `WS${'7'.repeat(32)}`;
const EVENTS = `/v1/Workspaces/${WORKSPACE}/Events`;
const events = manyTaskEvents(manyRecordings(800));
const day = {
  workspaceSid: WORKSPACE,
  from: new Date('2026-11-20T00:00:00Z'),
  until: new Date('2026-11-25T00:00:00Z'),
};

let stub: TwilioStub;
beforeAll(async () => {
  stub = await startTwilioStub({ accountSid: ACCOUNT, log: () => {} });
  stub.setTaskEvents(events);
});
afterAll(() => stub.close());

const ask = async (path: string) => {
  const { apiKeySid, apiKeySecret } = stub.account;
  const authorization = `Basic ${Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64')}`;
  const response = await fetch(stub.url + path, { headers: { authorization } });
  return { status: response.status, body: await response.json() };
};
const reader = () =>
  twilioEvents({
    ...{ baseUrl: stub.url, user: stub.account.apiKeySid, password: stub.account.apiKeySecret },
    ...{ stop: new AbortController().signal, sleep: async () => {}, onWait: () => {} },
  });

describe("the stub of TaskRouter's events", () => {
  test('answers as the API description says', async () => {
    const { status, body } = await ask(firstEventsPage(day));
    expect([status, describedTaskEvents.safeParse(body).error]).toEqual([200, undefined]);
  });

  test('lists all events, page by page, to the backfill and to the library of Twilio', async () => {
    const sids = new Set<string>();
    let pages = 0;
    for (let path: string | undefined = firstEventsPage(day); path !== undefined; pages++) {
      const page: Awaited<ReturnType<ReturnType<typeof reader>>> = await reader()(path);
      for (const event of page?.events ?? []) sids.add(Object(event).sid);
      path = page?.nextPage;
    }
    expect([pages, sids.size]).toEqual([3, events.length]);
    const { apiKeySid: user, apiKeySecret: password } = stub.account;
    const listed = await twilioClient({ accountSid: ACCOUNT, user, password }, stub.url)
      .taskrouter.v1.workspaces(WORKSPACE)
      .events.list({ startDate: day.from, endDate: day.until, pageSize: 900 });
    expect(new Set(listed.map(({ sid }) => sid))).toEqual(sids);
  });

  test('lists the last 15 minutes without a period', async () => {
    const [first, second] = events;
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    stub.setTaskEvents(
      [first, second].flatMap((event, index) => (event ? { ...event, at: ago(10 + 10 * index) } : [])),
    );
    const { events: listed } = describedTaskEvents.parse((await ask(EVENTS)).body);
    stub.setTaskEvents(events);
    expect(listed.map(({ sid }) => sid)).toEqual([first?.sid]);
  });

  test.each(['StartDate=yesterday', 'EventType=task.created'])('refuses %s', async query => {
    expect(await ask(`${EVENTS}?${query}`)).toMatchObject({ status: 400, body: { code: 20001 } });
  });
});
