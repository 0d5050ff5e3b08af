import { describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { auditTrail } from '../support/playback-client.ts';
import { shownText } from '../support/player-page.ts';
import {
  linkRequests,
  mediaRequests,
  playAsSupervisor,
  player,
  reopenPlayer,
  stack,
  usePlayerPage,
} from '../support/player-suite.ts';

/** A call of the agent, which the other agent may not play. */
const SUPPORT_CALL = demoSid('RE', 'support-call');
const NOT_UPLOADED = demoSid('RE', 'call-just-now');
const ARCHIVED = demoSid('RE', 'archived-call');

usePlayerPage();

const askAs = async (userKey: string, recordingSid: string, url = stack.description.player): Promise<string> => {
  if (player.page.url() !== url) await reopenPlayer(url);
  await player.choose(userKey, recordingSid);
  await player.pressPlay();
  const refusal = player.page.locator('#refusal');
  await refusal.waitFor();
  return shownText(refusal);
};

describe('a refusal in the browser', () => {
  test.each([
    { user: 'otherAgent', what: 'a colleague’s call', sid: SUPPORT_CALL, status: 403, code: 'forbidden' },
    { user: 'guest', what: 'a call', sid: SUPPORT_CALL, status: 401, code: 'unauthenticated' },
    { user: 'expired', what: 'a call', sid: SUPPORT_CALL, status: 401, code: 'unauthenticated' },
    { user: 'supervisor', what: 'a missing call', sid: NOT_UPLOADED, status: 404, code: 'recording_not_found' },
    { user: 'supervisor', what: 'an archived call', sid: ARCHIVED, status: 409, code: 'recording_archived' },
  ])(
    'is shown to $user for $what as $status $code with the request id, and nothing plays',
    async ({ user, sid, status, code }) => {
      const answered = player.page.waitForResponse(
        response => response.url().startsWith(stack.description.urlProvider) && response.request().method() === 'GET',
      );
      const shown = await askAs(user, sid);
      const answer = await answered;
      expect(answer.status()).toBe(status);
      const { error } = (await answer.json()) as { error: { code: string; message: string; request_id: string } };
      expect(error.code).toBe(code);
      for (const fact of [String(status), code, error.message, error.request_id]) expect(shown).toContain(fact);
      expect(await shownText(player.page.getByRole('status'))).toContain(`Refused: ${status} ${code}`);
      expect(mediaRequests()).toEqual([]);
      expect(await player.page.locator('#player').isVisible()).toBe(false);
    },
  );

  test('stops the recording that was playing', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    await askAs('otherAgent', SUPPORT_CALL);
    expect(await player.audioState()).toMatchObject({ paused: true });
    expect(await player.audio.getAttribute('src')).toBeNull();
  });
});

describe('the audit trail in the browser', () => {
  test('shows an issued link and then a denial, newest first, and no requests without a valid token', async () => {
    const before = (await auditTrail(stack.description)).length;
    await askAs('guest', SUPPORT_CALL);
    await askAs('expired', SUPPORT_CALL);
    await playAsSupervisor(SUPPORT_CALL);
    await askAs('otherAgent', SUPPORT_CALL);

    const items = player.page.locator('#trail > li');
    await items.nth(before + 1).waitFor();
    expect(await items.count()).toBe(before + 2);
    expect(await shownText(items.nth(0))).toMatch(/^denied[\s\S]*Nele Brandt/);
    expect(await shownText(items.nth(0))).not.toContain('link until');
    expect(await shownText(items.nth(1))).toMatch(/^link issued[\s\S]*Susan Ortiz[\s\S]*link until/);
  });

  test('shows all earlier events after a reload', async () => {
    await askAs('otherAgent', SUPPORT_CALL);
    const trail = await auditTrail(stack.description);
    await player.page.reload();
    const items = player.page.locator('#trail > li');
    await items.nth(trail.length - 1).waitFor();
    const keys = await items.evaluateAll((all: { id: string }[]) => all.map(({ id }) => id));
    expect(keys).toEqual(trail.map(({ event_key }) => event_key).reverse());
  });
});

describe('a page of another origin', () => {
  test('gets no response, no link and no media', async () => {
    const elsewhere = stack.description.player.replace('flex.localhost', '127.0.0.1');
    const shown = await askAs('supervisor', SUPPORT_CALL, elsewhere);
    expect(shown).toContain('The browser blocked the response');
    expect(shown).toContain(new URL(elsewhere).origin);
    const requests = linkRequests();
    expect(requests.map(({ blocked }) => blocked)).toContain('PreflightMissingAllowOriginHeader');
    expect(requests.filter(({ method, answer }) => method === 'GET' && answer)).toEqual([]);
    expect(mediaRequests()).toEqual([]);
    expect(await player.audio.getAttribute('src')).toBeNull();
  });
});
