import { describe, expect, test } from 'vitest';
import {
  roundedRanges,
  roundedTotal,
  secondsOf,
  timelineOfDuration,
} from '../../../../../lambda/domain/shared/timeline/audio-timeline.ts';
import { mergedRanges, type Range } from '../../../../../lambda/domain/shared/timeline/merged-ranges.ts';
import { waveTimeline } from '../../../../../lambda/domain/shared/timeline/wave-timeline.ts';
import { chunk, wavFile } from '../../../../support/wav.ts';

const SECONDS = 4;
const silence = Array.from({ length: SECONDS * 8000 }, () => 0);
const mono = wavFile([silence]);

describe('the union of ranges', () => {
  test.each<[string, Range[], Range[]]>([
    [
      'overlapping',
      [
        [5, 9],
        [0, 6],
      ],
      [[0, 9]],
    ],
    [
      'touching',
      [
        [4, 8],
        [0, 4],
      ],
      [[0, 8]],
    ],
    [
      'separate',
      [
        [6, 8],
        [0, 4],
      ],
      [
        [0, 4],
        [6, 8],
      ],
    ],
    [
      'contained',
      [
        [0, 9],
        [2, 3],
      ],
      [[0, 9]],
    ],
    [
      'empty',
      [
        [3, 3],
        [5, 4],
      ],
      [],
    ],
  ])('of %s ranges', (_, ranges, union) => {
    expect(mergedRanges(ranges)).toEqual(union);
  });

  test('has the same bytes as the ranges, counted one by one', () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 200; round++) {
      const ranges = Array.from({ length: next(12) }, (): Range => [next(50), next(60)]);
      const bytesOf = (some: readonly Range[]) =>
        Array.from({ length: 60 }, (_, byte) => some.some(([from, to]) => byte >= from && byte < to));
      expect(bytesOf(mergedRanges(ranges))).toEqual(bytesOf(ranges));
    }
  });
});

describe('the timeline of a WAV file', () => {
  test.each([
    ['one channel', mono, { offsetBytes: 44, bytesPerSecond: 16_000, seconds: SECONDS }],
    ['two channels', wavFile([silence, silence]), { offsetBytes: 44, bytesPerSecond: 32_000, seconds: SECONDS }],
    [
      'a chunk before the audio',
      wavFile([silence], chunk('LIST', Buffer.alloc(11))),
      { offsetBytes: 64, bytesPerSecond: 16_000, seconds: SECONDS },
    ],
  ])('is read from the header of a file with %s', (_, file, timeline) => {
    expect(waveTimeline(file.subarray(0, 1_445), file.length)).toEqual(timeline);
  });

  test.each([
    ['no length', 0],
    ['the length of an endless file', 0xffff_ffff],
  ])('goes by the size of the file if the header has %s', (_, length) => {
    const file = Buffer.from(mono);
    file.writeUInt32LE(length, 40);
    expect(waveTimeline(file, file.length)).toMatchObject({ seconds: SECONDS });
  });

  test('does not contain what is behind the audio, or was cut off', () => {
    const longer = Buffer.concat([mono, chunk('LIST', Buffer.alloc(32_000))]);
    expect(waveTimeline(longer, longer.length)).toMatchObject({ seconds: SECONDS });
    expect(waveTimeline(mono.subarray(0, 1_000), 44 + 16_000)).toMatchObject({ seconds: 1 });
  });

  test.each([
    ['another format', Buffer.from('ID3 and something else that is longer')],
    ['a header that is cut off', mono.subarray(0, 40)],
    ['nothing', Buffer.alloc(0)],
    ['a rate of zero', Buffer.from(mono).fill(0, 28, 32)],
    ['no audio', mono.subarray(0, 44)],
    ['chunks that lead nowhere', Buffer.concat([mono.subarray(0, 12), Buffer.alloc(500, 0xff)])],
  ])('is unknown for %s', (_, bytes) => {
    expect(waveTimeline(bytes, bytes.length)).toBeUndefined();
  });
});

describe('the seconds of bytes', () => {
  const timeline = waveTimeline(mono, mono.length);
  if (!timeline) throw new Error('no timeline');

  test.each<[string, Range[], Range[], number]>([
    ['the whole file', [[0, mono.length]], [[0, 4]], 4],
    ['the header alone', [[0, 44]], [], 0],
    ['the header and one second', [[0, 44 + 16_000]], [[0, 1]], 1],
    ['the second half', [[44 + 32_000, mono.length]], [[2, 4]], 2],
    [
      'bytes twice',
      [
        [44, 16_044],
        [44, 16_044],
      ],
      [[0, 1]],
      1,
    ],
    ['more than there is', [[44 + 48_000, 1_000_000]], [[3, 4]], 1],
    ['two bytes, as players ask for first', [[0, 2]], [], 0],
  ])('are counted once: %s', (_, bytes, ranges, total) => {
    expect(roundedRanges(secondsOf(bytes, timeline))).toEqual(ranges);
    expect(roundedTotal(secondsOf(bytes, timeline))).toBe(total);
  });

  test('follow from size and length if there is no header to read', () => {
    expect(timelineOfDuration(64_044, 4, 44)).toEqual(timeline);
    for (const seconds of [undefined, 0, -1]) expect(timelineOfDuration(64_044, seconds, 44)).toBeUndefined();
    expect(timelineOfDuration(44, 4, 44)).toBeUndefined();
  });
});
