import { describe, expect, test } from 'vitest';
import { parseWavHeader, peaksOf } from '../../../../../../local/player/page/wave/wav-header.ts';
import { chunk, wavFile } from '../../../../../support/wav.ts';

const view = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const dual = wavFile([
  [0, 0.5, -0.25],
  [1, 0, 0],
]);

const changed = (at: number, change: (copy: Buffer, at: number) => void): Buffer => {
  const copy = Buffer.from(dual);
  change(copy, at);
  return copy;
};

describe('parseWavHeader', () => {
  test('returns the place and the format of the samples', () => {
    expect(parseWavHeader(view(dual), dual.length)).toEqual({
      channels: 2,
      frameBytes: 4,
      bytesPerSecond: 32_000,
      dataStart: 44,
      dataEnd: 44 + 12,
    });
  });

  test('skips chunks of odd length before the samples', () => {
    const file = wavFile([[0.5]], chunk('LIST', Buffer.from('odd')));
    expect(parseWavHeader(view(file), file.length)?.dataStart).toBe(44 + 8 + 4);
  });

  test('ends the samples at the end of the file when the header gives a larger size', () => {
    const boastful = changed(40, (copy, at) => copy.writeUInt32LE(0xffffffff, at));
    expect(parseWavHeader(view(boastful), boastful.length)?.dataEnd).toBe(boastful.length);
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['not RIFF', Buffer.from('{"error":{"code":"forbidden"}}')],
    ['RIFF but not WAVE', changed(8, (copy, at) => copy.write('AVI ', at))],
    ['compressed', changed(20, (copy, at) => copy.writeUInt16LE(7, at))],
    ['with 8-bit samples', changed(34, (copy, at) => copy.writeUInt16LE(8, at))],
    ['without channels', changed(22, (copy, at) => copy.writeUInt16LE(0, at))],
    ['with 0 bytes per second', changed(28, (copy, at) => copy.writeUInt32LE(0, at))],
    ['that ends before the samples', dual.subarray(0, 40)],
    ['without a format before the samples', chunk('RIFF', Buffer.from('WAVEdata\0\0\0\0'))],
  ])('returns undefined for a file: %s', (_, head) => {
    expect(parseWavHeader(view(head), 1000)).toBeUndefined();
  });
});

describe('peaksOf', () => {
  test('returns the loudest positive or negative sample of each channel', () => {
    const [left, right] = peaksOf(view(dual.subarray(44)), 2);
    expect(left).toBeCloseTo(0.5, 3);
    expect(right).toBeCloseTo(1, 3);
  });

  test('returns 0 for every channel when there are no frames', () => {
    expect(peaksOf(view(Buffer.alloc(0)), 2)).toEqual([0, 0]);
  });
});
