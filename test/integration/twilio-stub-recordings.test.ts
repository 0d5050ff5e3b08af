import { describe, expect, test } from 'vitest';
import { ACCOUNT, basic, recordings, stub, token, useTwilioStub } from '../support/twilio-stub.ts';

useTwilioStub();

describe("the Twilio stub's recordings", () => {
  const get = (path: string, authorization = basic(stub.account.apiKeySid, stub.account.apiKeySecret)) =>
    fetch(stub.url + path, { headers: { authorization } });

  test('are listed in pages, newest first, each exactly once', async () => {
    const sids: string[] = [];
    let next: string | null = `/2010-04-01/Accounts/${ACCOUNT}/Recordings.json?PageSize=2`;
    while (next) {
      const page = (await (await get(next)).json()) as { recordings: { sid: string }[]; next_page_uri: string | null };
      expect(page.recordings.length).toBeLessThanOrEqual(2);
      sids.push(...page.recordings.map(({ sid }) => sid));
      next = page.next_page_uri;
    }
    expect(sids).toEqual(recordings.map(({ sid }) => sid).reverse());
  });

  test('have no next page when the last one is full', async () => {
    const page = await (await get(`/2010-04-01/Accounts/${ACCOUNT}/Recordings.json?PageSize=5`)).json();
    expect(page).toMatchObject({ start: 0, end: 4, next_page_uri: null, previous_page_uri: null });
  });

  test('can be filtered by date, the last day included', async () => {
    const path = `/2010-04-01/Accounts/${ACCOUNT}/Recordings.json?DateCreated%3E=2026-11-21&DateCreated%3C=2026-11-23`;
    const page = (await (await get(path)).json()) as { recordings: { sid: string }[] };
    expect(page.recordings.map(({ sid }) => sid)).toEqual([3, 2, 1].map(n => recordings[n]?.sid));
  });

  test('can be read one by one with their encryption details; an unknown one gets 404', async () => {
    const path = (sid = '') => `/2010-04-01/Accounts/${ACCOUNT}/Recordings/${sid}.json`;
    expect(await (await get(path(recordings[4]?.sid))).json()).toMatchObject({
      sid: recordings[4]?.sid,
      account_sid: ACCOUNT,
      duration: '14',
      channels: 2,
      start_time: 'Tue, 24 Nov 2026 12:00:00 +0000',
      encryption_details: { encryption_public_key_sid: 'CR1', encryption_cek: 'cek', encryption_iv: 'iv' },
    });
    expect((await get(path(`RE${'f'.repeat(32)}`))).status).toBe(404);
  });

  test('are only shown to the account itself', async () => {
    const path = `/2010-04-01/Accounts/${ACCOUNT}/Recordings.json`;
    expect((await get(path, basic('token', token))).status).toBe(401);
    expect((await get(path.replace(ACCOUNT, `AC${'f'.repeat(32)}`))).status).toBe(401);
  });
});
