import { describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { drawnRows } from '../support/drawn-waveform.ts';
import { type SeenRequest, shownText } from '../support/player-page.ts';
import {
  linkRequests,
  mediaRequests,
  playAsSupervisor,
  player,
  seekTo,
  stack,
  usePlayerPage,
} from '../support/player-suite.ts';
import { until } from '../support/until.ts';

const SUPPORT_CALL = demoSid('RE', 'support-call');
const LONG_CALL = demoSid('RE', 'long-call');

usePlayerPage();

const waveform = () => drawnRows(player.page);

describe('pressing Play', () => {
  test('asks for the link as Flex does: a preflight, then a GET with the token and without cookies', async () => {
    const { urlProvider, player: playerUrl, tokens } = stack.description;
    await player.context.addCookies([{ name: 'session', value: 'of-another-page', url: urlProvider }]);
    await playAsSupervisor(SUPPORT_CALL);

    // The browser may report the preflight after the request that needed it.
    const [preflight, get, ...more] = await until(
      () => linkRequests().toSorted(preflightFirst),
      seen => seen.length >= 2 && seen.every(({ sent, answer }) => sent && answer),
    );
    const origin = new URL(playerUrl).origin;
    expect(more).toEqual([]);
    expect(preflight).toMatchObject({
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      answer: { status: 204, headers: { 'access-control-allow-origin': origin } },
    });
    expect(preflight?.answer?.headers['access-control-allow-headers']?.split(',')).toContain('authorization');
    expect(get).toMatchObject({
      method: 'GET',
      url: `${urlProvider}?recording_sid=${SUPPORT_CALL}`,
      headers: { origin, authorization: `Basic ${Buffer.from(`token:${tokens.supervisor}`).toString('base64')}` },
      answer: { status: 200, headers: { 'access-control-allow-origin': origin, 'cache-control': 'no-store' } },
    });
    expect(get?.headers).not.toHaveProperty('cookie');
  });

  test('plays the recording', async () => {
    const started = await playAsSupervisor(SUPPORT_CALL);
    expect(started).toMatchObject({ paused: false, duration: expect.closeTo(12.9, 0) });
    const later = await until(player.audioState, ({ currentTime }) => currentTime > started.currentTime + 1);
    expect(later.paused).toBe(false);
  });

  test('draws one row for the customer and one for the agent, in different colours', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    const rows = await until(waveform, drawn => drawn.length === 2 && drawn.every(({ tallestPx }) => tallestPx > 20));
    expect(rows[0]?.colour).not.toEqual(rows[1]?.colour);
    expect(await shownText(player.page.locator('#legend'))).toMatch(/Customer\s*Agent/);
  });

  test('shows the request and the response without token and signature', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    await player.page.locator('#exchanges summary', { hasText: 'recording_sid' }).click();
    const shown = await shownText(player.page.locator('#exchanges'));
    expect(shown).toContain('/sec_rec?recording_sid=');
    expect(shown).toMatch(/Status code\s+200/);
    expect(shown).toMatch(/Authorization\s+Basic dG9rZW… \([\d,]+ characters\)/);
    expect(shown).toContain('x-audit-id=');
    const everything = await player.page.content();
    const signature = new URL(mediaRequests()[0]?.url ?? '').searchParams.get('X-Amz-Signature');
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(everything.replaceAll(/<audio.*?<\/audio>/gs, '')).not.toContain(signature);
    expect(everything).not.toContain(stack.description.tokens.supervisor);
  });

  test('shows the issued link in the audit trail', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    const item = player.page.locator('#trail [data-event=link_issued]').first();
    await item.waitFor();
    expect(await shownText(item)).toMatch(
      /link issued[\s\S]*Susan Ortiz · susan\.ortiz@example\.com[\s\S]*Support call, both sides[\s\S]*link until \d\d:\d\d:\d\d/,
    );
  });

  test('works with the keyboard alone', async () => {
    const { keyboard } = player.page;
    const focused = () => player.page.evaluate('document.activeElement.id || document.activeElement.name');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await focused()).toBe('user');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Tab');
    expect(await focused()).toBe('recording');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowUp');
    await keyboard.press('Tab');
    expect(await focused()).toBe('play');
    await player.playingAfter(() => keyboard.press('Enter'));
    await keyboard.press('Tab');
    expect(await focused()).toBe('position');
    await keyboard.press('Tab');
    expect(await focused()).toBe('toggle');
    await keyboard.press('Space');
    const { currentTime } = await until(player.audioState, ({ paused }) => paused);
    await keyboard.press('Shift+Tab');
    await keyboard.press('ArrowRight');
    expect((await player.audioState()).currentTime).toBeCloseTo(currentTime + 5, 1);
    await keyboard.press('Tab');
    await player.playingAfter(() => keyboard.press('Space'));
    expect(linkRequests().filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  test('violates no rule of the page’s content security policy and logs no error', async () => {
    await playAsSupervisor(SUPPORT_CALL);
    await until(waveform, drawn => drawn.length === 2);
    await player.page.locator('#trail [data-event=link_issued]').first().waitFor();
    expect(player.problems).toEqual([]);
  });

  test('shows an alert when the link does not work', async () => {
    await player.page.route(`${stack.description.aws}/**`, route => route.fulfill({ status: 403 }));
    await player.choose('supervisor', SUPPORT_CALL);
    await player.pressPlay();
    const alert = player.page.getByRole('alert');
    await alert.waitFor();
    expect(await shownText(alert)).toContain('the link was refused or has expired');
  });
});

describe('a recording of 40 MB', () => {
  test('is fetched from the position of a seek, not from the start', async () => {
    const { duration } = await playAsSupervisor(LONG_CALL);
    const target = duration * 0.8;
    expect(await bufferedUntil()).toBeLessThan(target - 60);
    const before = mediaRequests();

    await seekTo(0.8);

    const playedOn = await until(player.audioState, ({ seeking, currentTime }) => !seeking && currentTime > target + 1);
    expect(playedOn).toMatchObject({ paused: false, currentTime: expect.closeTo(target, -2) });
    const [second] = mediaRequests().slice(before.length);
    const firstByte = Number(/^bytes=(\d+)-$/.exec(second?.headers['range'] ?? '')?.[1]);
    expect(firstByte).toBeGreaterThan(32_000_000);
    expect(second?.answer).toMatchObject({ status: 206 });
    expect(second?.answer?.headers['content-range']).toMatch(new RegExp(`^bytes ${firstByte}-\\d+/4\\d{7}$`));
  });

  test('shows its waveform from small ranges, without a download of the file', async () => {
    await playAsSupervisor(LONG_CALL);
    await until(waveform, drawn => drawn.length === 2 && drawn.every(({ tallestPx }) => tallestPx > 20));
    expect(await shownText(player.page.locator('#outline-note'))).toContain('sampled');
    const reads = player.requests.filter(
      ({ type, url }) => type === 'Fetch' && url.includes(LONG_CALL) && !url.startsWith(stack.description.urlProvider),
    );
    expect(reads.length).toBeGreaterThan(1);
    for (const { headers } of reads) {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers['range'] ?? '') ?? [];
      expect(Number(last) - Number(first)).toBeLessThan(4096);
    }
  });
});

const preflightFirst = (a: SeenRequest, b: SeenRequest) =>
  Number(b.method === 'OPTIONS') - Number(a.method === 'OPTIONS');

const bufferedUntil = (): Promise<number> =>
  player.audio.evaluate(({ buffered }: { buffered: { length: number; end(index: number): number } }) =>
    buffered.length > 0 ? buffered.end(buffered.length - 1) : 0,
  );
