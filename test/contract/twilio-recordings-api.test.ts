import twilio from 'twilio';
import RequestClient, { type RequestOptions } from 'twilio/lib/base/RequestClient.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordingResourceUpdate } from '../../lambda/domain/catalog/recording-callback.ts';
import { ENCRYPTION_SPELLINGS } from '../../local/twilio/encryption-spelling.ts';
import { startTwilioStub, type TwilioStub } from '../../local/twilio/twilio-stub.ts';
import { manyRecordings } from '../support/many-recordings.ts';
import { describedPage, describedRecording, exampleRecording } from '../support/recordings-description.ts';

const ACCOUNT = `AC${'1'.repeat(32)}`;
const recordings = manyRecordings(7);
const LIST = `/2010-04-01/Accounts/${ACCOUNT}/Recordings.json`;

let stub: TwilioStub;
beforeAll(async () => {
  stub = await startTwilioStub({ accountSid: ACCOUNT, recordings, log: () => {} });
});
afterAll(() => stub.close());

const get = async (path: string): Promise<Record<string, unknown>> => {
  const { apiKeySid, apiKeySecret } = stub.account;
  const authorization = `Basic ${Buffer.from(`${apiKeySid}:${apiKeySecret}`).toString('base64')}`;
  const response = await fetch(stub.url + path, { headers: { authorization } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  return (await response.json()) as Record<string, unknown>;
};
const pageOf = async (path: string) => describedPage.parse(await get(path));

describe('the stub of the Recordings API follows the API description', () => {
  test.each(recordings.slice(0, 3))('for the recording $sid', async ({ sid }) => {
    expect(describedRecording.parse(await get(LIST.replace('.json', `/${sid}.json`))).sid).toBe(sid);
  });

  test.each([
    'PageSize=1',
    'PageSize=3',
    'PageSize=7',
    'PageSize=1000',
    '',
    'DateCreated=2020-01-01',
    'ConferenceSid=CF1',
  ])('for the list with %j', async query => {
    const page = await pageOf(`${LIST}?${query}`);
    const conditioned = query.startsWith('PageSize') || query === '';
    expect(page.recordings.length).toBe(conditioned ? Math.min(7, page.page_size) : 0);
    expect([page.page, page.start, page.end]).toEqual([0, 0, Math.max(0, page.recordings.length - 1)]);
  });

  test('for every page, forward to the last one and back to the first', async () => {
    const forwards = [];
    for (let next: string | null = `${LIST}?PageSize=3`; next !== null; ) {
      const page = await pageOf(next);
      forwards.push(page);
      next = page.next_page_uri;
    }
    expect(forwards.map(({ page, start, end }) => [page, start, end])).toEqual([
      [0, 0, 2],
      [1, 3, 5],
      [2, 6, 6],
    ]);
    expect(forwards.flatMap(page => page.recordings.map(({ sid }) => sid))).toEqual(recordings.map(({ sid }) => sid));
    expect(forwards.map(({ previous_page_uri }) => previous_page_uri === null)).toEqual([true, false, false]);
    const back = await pageOf(forwards[2]?.previous_page_uri ?? '');
    expect(back.recordings).toEqual(forwards[1]?.recordings);
    expect((await pageOf(back.previous_page_uri ?? '')).recordings).toEqual(forwards[0]?.recordings);
  });

  test('and finds a page by its token, not by its number', async () => {
    const first = await pageOf(`${LIST}?PageSize=3`);
    expect((await pageOf(`${LIST}?PageSize=3&Page=2`)).recordings).toEqual(first.recordings);
  });

  test('and answers 401 with Twilio’s error body to a request without credentials', async () => {
    const response = await fetch(stub.url + LIST);
    expect([response.status, await response.json()]).toEqual([
      401,
      { code: 20003, message: 'Authenticate', more_info: 'https://www.twilio.com/docs/errors/20003', status: 401 },
    ]);
  });
});

describe("Twilio's own client", () => {
  test('lists all recordings of the stub in pages, and parses each', async () => {
    const { apiKeySid, apiKeySecret } = stub.account;
    class ToTheStub extends RequestClient {
      override request<T>(options: RequestOptions<T>) {
        return super.request({ ...options, uri: options.uri.replace('https://api.twilio.com', stub.url) });
      }
    }
    const client = twilio(apiKeySid, apiKeySecret, { accountSid: ACCOUNT, httpClient: new ToTheStub() });
    const listed = await client.recordings.list({ pageSize: 3 });
    expect(listed.map(({ sid, startTime, channels }) => ({ sid, startTime, channels }))).toEqual(
      recordings.map(({ sid, startedAt, channels }) => ({ sid, startTime: startedAt, channels })),
    );
    expect(listed[0]?.encryptionDetails).toHaveProperty('encryption_cek');
    expect((await client.recordings('RE'.padEnd(34, '0')).fetch()).duration).toBe('10');
  });
});

describe("the API description's examples", () => {
  test.each([
    ['a completed recording', {}],
    ['a recording without a conference', { conference_sid: null }],
    ['a plain recording', { encryption_details: null }],
    ['a deleted recording', { status: 'deleted', start_time: 'Tue, 24 Nov 2026 03:50:00 +0100' }],
  ])('have the described form, and their facts are read: %s', (_, of) => {
    const resource = exampleRecording(of);
    expect(describedRecording.safeParse(resource)).toMatchObject({ success: true });
    const update = recordingResourceUpdate(resource);
    const { encryption, ...facts } = update.ok ? (update.value.ifUnknown ?? {}) : {};
    expect(facts).toEqual({
      accountSid: resource['account_sid'],
      callSid: resource['call_sid'],
      ...(resource['conference_sid'] !== null && { conferenceSid: resource['conference_sid'] }),
      startedAt: new Date('2026-11-24T02:50:00Z'),
      channels: 1,
    });
    expect(encryption && ENCRYPTION_SPELLINGS.published(encryption)).toEqual(
      resource['encryption_details'] ?? undefined,
    );
  });

  test.each<[string, unknown]>([
    ['start_time', '2026-11-24T02:50:00Z'],
    ['duration', 13],
    ['channels', '1'],
    ['status', 'failed'],
    ['source', 'Record'],
    ['encryption_details', ENCRYPTION_SPELLINGS.callback({ publicKeySid: 'CR1', encryptedCek: '', iv: '' })],
    ['uri', 'Recordings'],
    ['error_code', undefined],
  ])('are told apart from a response whose %s is %j', (property, value) => {
    expect(describedRecording.safeParse(exampleRecording({ [property]: value }))).toMatchObject({ success: false });
  });

  test('are told apart from a response with an unknown property', () => {
    expect(describedRecording.safeParse(exampleRecording({ encryption: null }))).toMatchObject({ success: false });
  });
});
