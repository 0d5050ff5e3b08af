import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { auditCli } from '../support/audit-cli.ts';
import { launchChromium } from '../support/chromium.ts';
import { type DeskPage, openDeskPage } from '../support/desk-page.ts';
import { auditTrail } from '../support/playback-client.ts';
import { openPlayerPage, type PlayerPage } from '../support/player-page.ts';
import { until } from '../support/until.ts';

/** 40 MB: the browser reads ahead a few megabytes, and not the whole recording. */
const LONG_CALL_SECONDS = 22 * 60;
/** A little more than the half: the call is up to some seconds longer than its title says. */
const HALF_SECONDS = LONG_CALL_SECONDS / 2 + 10;
const STREAMED_CALL = demoSid('RE', 'encrypted-long-call');
const S3_CALL = demoSid('RE', 'long-call');

let stack: LocalStack;
let browser: Browser;
let player: PlayerPage;
let desk: DeskPage;
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startLocalStack({ longCallSeconds: LONG_CALL_SECONDS, playback: { createBucket: true } }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});
beforeEach(async () => {
  player = await openPlayerPage(browser, stack.description.player);
  desk = await openDeskPage(browser, stack.description.desk);
});
afterEach(async () => {
  await player.close();
  await desk.close();
});

/** Plays the first half. It goes to the end of what the browser has loaded, again and again: to listen would take minutes. */
const playFirstHalf = async (recordingSid: string): Promise<void> => {
  // The page reads the outline of the waveform from the whole recording. Only the audio element shall fetch here.
  const ofRecording = new RegExp(`/media/|/${S3_CALL}`);
  await player.page.route(ofRecording, route =>
    route.request().resourceType() === 'fetch' ? route.abort() : route.continue(),
  );
  await player.choose('supervisor', recordingSid);
  await player.playingAfter(player.pressPlay);
  await until(
    () =>
      player.audio.evaluate((audio: Seekable) => {
        const loaded = audio.buffered.length === 1 ? audio.buffered.end(0) : 0;
        if (!audio.seeking && loaded > audio.currentTime + 2) audio.currentTime = loaded - 1;
        return audio.currentTime;
      }),
    seconds => seconds > HALF_SECONDS,
  );
  // Without a source the audio element ends its request.
  await player.audio.evaluate((audio: { removeAttribute(name: string): void; load(): void }) => {
    audio.removeAttribute('src');
    audio.load();
  });
};

/** What the desk says about the one link of a recording, and the parts in its bar as shares of the length. */
const shownInDesk = async (recordingSid: string) => {
  await desk.search({ q: recordingSid });
  const link = desk.page.locator('#heard .link');
  if ((await link.locator('.bar').count()) !== 1) return { text: '', parts: [] };
  const parts = await link
    .locator('.bar span')
    .evaluateAll((spans: { style: { left: string; width: string } }[]) =>
      spans.map(({ style }) => [Number.parseFloat(style.left), Number.parseFloat(style.width)]),
    );
  return { text: await link.innerText(), parts };
};

/** One part, from the start to behind the middle: the browser has read a little ahead, and nothing of the end. */
const expectFirstHalf = (parts: readonly number[][]): void => {
  expect(parts).toHaveLength(1);
  const [from, width] = parts[0] ?? [];
  expect(from).toBe(0);
  expect(width).toBeGreaterThan(50);
  expect(width).toBeLessThan(90);
};

describe('after a recording was half played, the desk draws', () => {
  test('its first half, when it was streamed and its link has ended', async () => {
    await playFirstHalf(STREAMED_CALL);
    const { aws } = stack.description;
    expect((await auditCli('revoke', '--recording', STREAMED_CALL, '--endpoint', aws)).stdout).toContain(
      'Links ended: 1',
    );
    const shown = await until(
      async () => {
        const time = new Date(Date.now() + 60_000).toISOString();
        const body = JSON.stringify({ function: 'StreamedDeliveryHeardWriter', event: { time } });
        await fetch(`${aws}/__invoke`, { method: 'POST', body });
        return shownInDesk(STREAMED_CALL);
      },
      ({ parts }) => parts.length > 0,
    );
    expect(shown.text).toMatch(/heard \d+:\d\d of 22:\d\d/);
    expectFirstHalf(shown.parts);
  });

  test('at most how much was sent, when S3 served it and its log has arrived', async () => {
    await playFirstHalf(S3_CALL);
    // Each request has a line in the log, which S3 delivers after the request has ended.
    const answered = player.requests.filter(({ type, answer }) => type === 'Media' && answer).length;
    expect(answered).toBeGreaterThan(0);
    const trail = await until(
      () => auditTrail(stack.description),
      events => events.filter(({ event }) => event === 'media_fetched').length >= answered,
    );
    const shown = await shownInDesk(S3_CALL);
    expect(shown.text).toMatch(/heard at most \d+:\d\d of 22:\d\d/);
    // S3 counts what it sent, also what the browser threw away when it closed a connection, and does not say which part.
    const fetched = trail.filter(({ event }) => event === 'media_fetched');
    const sentBytes = fetched.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    const sentPercent = Math.min(100, (100 * sentBytes) / (fetched[0]?.object_bytes ?? Number.NaN));
    expect(sentPercent).toBeGreaterThan(50);
    expect(shown.parts).toEqual([[0, expect.closeTo(sentPercent, 0)]]);
  });
});

interface Seekable {
  currentTime: number;
  readonly seeking: boolean;
  readonly buffered: { readonly length: number; end(index: number): number };
}
