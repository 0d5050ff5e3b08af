import { describe, expect, test } from 'vitest';
import { demoSid } from '../../local/demo/account.ts';
import { drawnRows } from '../support/drawn-waveform.ts';
import { shownText } from '../support/player-page.ts';
import {
  mediaRequests,
  playAsSupervisor,
  player,
  reopenPlayer,
  seekTo,
  stack,
  usePlayerPage,
} from '../support/player-suite.ts';
import { until } from '../support/until.ts';

const ENCRYPTED_CALL = demoSid('RE', 'encrypted-call');
const ENCRYPTED_LONG_CALL = demoSid('RE', 'encrypted-long-call');
const PLAIN_LONG_CALL = demoSid('RE', 'long-call');
const DAMAGED_CALL = demoSid('RE', 'encrypted-damaged-call');
const LOST_KEY_CALL = demoSid('RE', 'encrypted-lost-key-call');

usePlayerPage();

const waveformDrawn = () =>
  until(
    () => drawnRows(player.page),
    rows => rows.some(({ columns }) => columns > 50),
  );

describe('an encrypted recording in the browser', () => {
  test('plays, shows its waveform, and its opening is in the audit trail', async () => {
    const started = await playAsSupervisor(ENCRYPTED_CALL);
    expect(started).toMatchObject({ paused: false, duration: expect.closeTo(12.9, 0) });
    await until(player.audioState, ({ currentTime }) => currentTime > started.currentTime + 1);
    await waveformDrawn();
    await player.page.locator('#trail [data-event=media_opened]').first().waitFor();
    const [media] = mediaRequests();
    expect(media?.url).toMatch(new RegExp(`^${stack.description.media}/[\\w-]{43}$`));
    expect(player.problems).toEqual([]);
  });

  test('plays without showing the token of its link', async () => {
    await playAsSupervisor(ENCRYPTED_CALL);
    const token = mediaRequests()[0]?.url.split('/').at(-1) ?? '';
    expect(token).toHaveLength(43);
    const everything = await player.page.content();
    expect(everything.replaceAll(/<audio.*?<\/audio>/gs, '')).not.toContain(token);
  });

  test('of 40 MB needs as many requests as a plain one to seek to 90 %', async () => {
    const requestsOfSeek = async (recordingSid: string): Promise<number> => {
      const { duration } = await playAsSupervisor(recordingSid);
      const target = duration * 0.9;
      const before = mediaRequests().length;
      await seekTo(0.9);
      const playedOn = await until(
        player.audioState,
        ({ seeking, currentTime }) => !seeking && currentTime > target - 5,
      );
      expect(playedOn.paused).toBe(false);
      const since = mediaRequests().slice(before);
      const firstByte = Number(/^bytes=(\d+)-$/.exec(since[0]?.headers['range'] ?? '')?.[1]);
      expect(firstByte).toBeGreaterThan(36_000_000);
      expect(since[0]?.answer?.status).toBe(206);
      return since.length;
    };
    const plain = await requestsOfSeek(PLAIN_LONG_CALL);
    await reopenPlayer();
    expect(await requestsOfSeek(ENCRYPTED_LONG_CALL)).toBe(plain);
  });

  test('of 40 MB shows its waveform', async () => {
    await playAsSupervisor(ENCRYPTED_LONG_CALL);
    await waveformDrawn();
    expect(await shownText(player.page.locator('#outline-note'))).toContain('sampled');
  });

  test('that is damaged does not play, shows an alert, and the failure is in the audit trail', async () => {
    await player.choose('supervisor', DAMAGED_CALL);
    await player.pressPlay();
    await player.page.getByRole('alert').waitFor();
    await player.page.locator('#trail [data-event=integrity_failed]').first().waitFor();
    expect((await player.audioState()).currentTime).toBe(0);
  });

  test('whose private key is lost is refused with 409 recording_key_unknown', async () => {
    await player.choose('supervisor', LOST_KEY_CALL);
    await player.pressPlay();
    const refusal = player.page.locator('#refusal');
    await refusal.waitFor();
    expect(await shownText(refusal)).toMatch(/^409\s+recording_key_unknown/);
  });
});
