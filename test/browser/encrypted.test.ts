import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import { launchChromium } from '../support/chromium.ts';
import { openPlayerPage, type PlayerPage, type SeenRequest, shownText } from '../support/player-page.ts';
import { until } from '../support/until.ts';

const ENCRYPTED_CALL = demoSid('RE', 'encrypted-call');
const ENCRYPTED_LONG_CALL = demoSid('RE', 'encrypted-long-call');
const PLAIN_LONG_CALL = demoSid('RE', 'long-call');
const DAMAGED_CALL = demoSid('RE', 'encrypted-damaged-call');
const LOST_KEY_CALL = demoSid('RE', 'encrypted-lost-key-call');

let stack: LocalStack;
let browser: Browser;
let player: PlayerPage;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startLocalStack({}), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});
beforeEach(async () => {
  player = await openPlayerPage(browser, stack.description.player);
});
afterEach(() => player.close());

const isMediaRequest = ({ type }: SeenRequest) => type === 'Media';
const playAsSupervisor = async (recordingSid: string) => {
  await player.choose('supervisor', recordingSid);
  return player.playingAfter(player.pressPlay);
};
/** How many columns of the waveform's canvases hold a bar of some height. */
const drawnColumns = (): Promise<number> =>
  player.page.locator('#wave-canvas [part=canvases] canvas').evaluateAll((canvases: Canvas[]) => {
    let columns = 0;
    for (const canvas of canvases) {
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
      for (let x = 0; x < width; x += 1) {
        let barPx = 0;
        for (let y = 0; y < height; y += 1) if ((data[4 * (y * width + x) + 3] ?? 0) === 255) barPx += 1;
        if (barPx > height / 4) columns += 1;
      }
    }
    return columns;
  });

interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

describe('an encrypted recording in the browser', () => {
  it('plays like any other, shows its waveform, and its opening is on record', async () => {
    const started = await playAsSupervisor(ENCRYPTED_CALL);
    expect(started).toMatchObject({ paused: false, duration: expect.closeTo(12.9, 0) });
    await until(player.audioState, ({ currentTime }) => currentTime > started.currentTime + 1);
    await until(drawnColumns, columns => columns > 50);
    await player.page.locator('#trail [data-event=media_opened]').first().waitFor();
    const [media] = player.requests.filter(isMediaRequest);
    expect(media?.url).toMatch(new RegExp(`^${stack.description.media}/[\\w-]{43}$`));
    expect(player.problems).toEqual([]);
  });

  it('shows nothing of its link that would let a reader in', async () => {
    await playAsSupervisor(ENCRYPTED_CALL);
    const token = player.requests.find(isMediaRequest)?.url.split('/').at(-1) ?? '';
    expect(token).toHaveLength(43);
    const everything = await player.page.content();
    expect(everything.replaceAll(/<audio.*?<\/audio>/gs, '')).not.toContain(token);
  });

  it('of 40 MB is sought at 90 % with as many requests as a plain one', async () => {
    const requestsOfSeek = async (recordingSid: string): Promise<number> => {
      const { duration } = await playAsSupervisor(recordingSid);
      const target = duration * 0.9;
      const before = player.requests.filter(isMediaRequest).length;
      const position = player.page.locator('#position');
      const { width, height } = (await position.boundingBox()) ?? { width: 0, height: 0 };
      await position.click({ position: { x: width * 0.9, y: height / 2 } });
      const playedOn = await until(
        player.audioState,
        ({ seeking, currentTime }) => !seeking && currentTime > target - 5,
      );
      expect(playedOn.paused).toBe(false);
      const since = player.requests.filter(isMediaRequest).slice(before);
      const firstByte = Number(/^bytes=(\d+)-$/.exec(since[0]?.headers['range'] ?? '')?.[1]);
      expect(firstByte).toBeGreaterThan(36_000_000);
      expect(since[0]?.answer?.status).toBe(206);
      return since.length;
    };
    const plain = await requestsOfSeek(PLAIN_LONG_CALL);
    await player.close();
    player = await openPlayerPage(browser, stack.description.player);
    expect(await requestsOfSeek(ENCRYPTED_LONG_CALL)).toBe(plain);
  });

  it('of 40 MB shows its waveform, too', async () => {
    await playAsSupervisor(ENCRYPTED_LONG_CALL);
    await until(drawnColumns, columns => columns > 50);
    expect(await shownText(player.page.locator('#outline-note'))).toContain('sampled');
  });

  it('that is damaged does not play; that is said and put on record', async () => {
    await player.choose('supervisor', DAMAGED_CALL);
    await player.pressPlay();
    await player.page.getByRole('alert').waitFor();
    await player.page.locator('#trail [data-event=integrity_failed]').first().waitFor();
    expect((await player.audioState()).currentTime).toBe(0);
  });

  it('whose key nobody has is refused with a reason', async () => {
    await player.choose('supervisor', LOST_KEY_CALL);
    await player.pressPlay();
    const refusal = player.page.locator('#refusal');
    await refusal.waitFor();
    expect(await shownText(refusal)).toMatch(/^409\s+recording_key_unknown/);
  });
});
