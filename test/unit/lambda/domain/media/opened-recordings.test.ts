import { describe, expect, test } from 'vitest';
import type { OpenRecording } from '../../../../../lambda/domain/media/open-recording.ts';
import { OpenedRecordings } from '../../../../../lambda/domain/media/opened-recordings.ts';
import { MediaWorld } from '../../../../support/media-world.ts';

const base = new MediaWorld(Buffer.from('RIFF')).lease;
const lease = (name: string, expiresAt = base.expiresAt) => ({ ...base, linkHash: name, expiresAt });
const before = new Date(base.expiresAt.getTime() - 1);
const opened: OpenRecording = {
  etag: '"e"',
  sizeBytes: 4,
  contentType: 'audio/wav',
  cipher: { key: Buffer.alloc(32), iv: Buffer.alloc(12) },
};

describe('opened recordings', () => {
  test('are remembered for their own link', () => {
    const recordings = new OpenedRecordings();
    recordings.remember(lease('a'), opened);
    expect(recordings.find(lease('a'))?.recording).toBe(opened);
    expect(recordings.find(lease('b'))).toBeUndefined();
  });

  test('are forgotten when their link ends, and not before', () => {
    const recordings = new OpenedRecordings();
    recordings.remember(lease('a'), opened);
    recordings.forgetExpired(before);
    expect(recordings.find(lease('a'))?.recording).toBe(opened);
    recordings.forgetExpired(base.expiresAt);
    expect(recordings.find(lease('a'))).toBeUndefined();
  });

  test('are forgotten on request', () => {
    const recordings = new OpenedRecordings();
    recordings.remember(lease('a'), opened);
    recordings.forget('a');
    expect(recordings.find(lease('a'))).toBeUndefined();
  });

  test('are at most 64; the one that was opened first is dropped first', () => {
    const recordings = new OpenedRecordings();
    for (let index = 0; index < 65; index++) recordings.remember(lease(`link ${index}`), opened);
    expect(recordings.find(lease('link 0'))).toBeUndefined();
    expect(recordings.find(lease('link 1'))?.recording).toBe(opened);
    expect(recordings.find(lease('link 64'))?.recording).toBe(opened);
  });
});
