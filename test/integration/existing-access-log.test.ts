import { expect, test } from 'vitest';
import { useEncryptedStack } from '../support/encrypted-stack.ts';
import { freshSid } from '../support/recording-sid.ts';
import { bytesOf } from '../support/responses.ts';
import { until } from '../support/until.ts';
import { wavFile } from '../support/wav.ts';

/** Four seconds of silence. */
const RECORDING = wavFile([Array.from({ length: 32_000 }, () => 0)]);
const stack = useEncryptedStack({ playback: { accessLogs: { bucketName: 'company-logs', prefix: 'recordings/' } } });

test('a fetch from a bucket of the company is on record as the log in another bucket of the company tells it', async () => {
  const sid = freshSid('own log');
  await stack.operator.store(sid, RECORDING);
  const url = await stack.link(sid);
  expect(await bytesOf(await fetch(url))).toHaveLength(RECORDING.length);
  const [event] = await until(
    async () => (await stack.trail()).filter(one => one.recording_sid === sid && one.event === 'media_fetched'),
    found => found.length > 0,
  );
  expect(event).toMatchObject({
    bytes: RECORDING.length,
    heard_seconds: 4,
    recording_seconds: 4,
    heard_ranges: [[0, 4]],
  });
});
