import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { audioContentType, SIGNATURE_BYTES } from '../../../../../lambda/domain/shared/audio-content-type.ts';
import { encryptedVector, VECTOR_NAMES } from '../../../../support/vectors.ts';
import { wavFile } from '../../../../support/wav.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** The first bytes of an MP3: frames with this header and length. */
const frames = (header: number, lengthBytes: number, next = header): Buffer => {
  const file = Buffer.alloc(SIGNATURE_BYTES, 0x55);
  file.writeUInt32BE(header);
  file.writeUInt32BE(next, lengthBytes);
  return file;
};

test('WAV is recognized by RIFF and WAVE', () => {
  expect(audioContentType(wavFile([[0.1, 0.2]]))).toBe('audio/wav');
});

describe('MP3', () => {
  test.each<[string, Buffer]>([
    ['an ID3v2 tag', bytes('ID3\x04\x00\x00\x00\x00\x02\x01TSSE')],
    ['MPEG 1, 128 kbit/s, 44.1 kHz', frames(0xff_fb_90_00, 417)],
    ['MPEG 1, 128 kbit/s, 44.1 kHz, padded', frames(0xff_fb_92_00, 418, 0xff_fb_90_00)],
    ['MPEG 1, 320 kbit/s, 32 kHz, padded: the longest there is', frames(0xff_fb_ea_00, 1_441)],
    ['MPEG 2, 32 kbit/s, 22.05 kHz, one channel', frames(0xff_f3_40_c4, 104)],
    ['MPEG 2.5, 16 kbit/s, 8 kHz, one channel', frames(0xff_e3_28_c4, 144)],
    ['frames of different bit rates', frames(0xff_fb_90_00, 417, 0xff_fb_50_00)],
    ['a frame with a checksum', frames(0xff_fa_90_00, 417)],
  ])('is recognized by %s', (_, file) => {
    expect(audioContentType(file)).toBe('audio/mpeg');
  });

  test.each<[string, Buffer]>([
    ['one frame header alone', frames(0xff_fb_90_00, 417).fill(0x55, 4)],
    ['a next frame that is one byte off', frames(0xff_fb_90_00, 418)],
    ['a next frame of another sampling rate', frames(0xff_fb_90_00, 417, 0xff_fb_94_00)],
    ['a next frame of another version', frames(0xff_fb_90_00, 417, 0xff_f3_90_00)],
    ['a file that ends before the next frame', frames(0xff_fb_90_00, 417).subarray(0, 419)],
    ['a reserved version', frames(0xff_eb_90_00, 417)],
    ['Layer II', frames(0xff_fd_90_00, 417)],
    ['a free bit rate', frames(0xff_fb_00_00, 417)],
    ['the forbidden bit rate', frames(0xff_fb_f0_00, 417)],
    ['a reserved sampling rate', frames(0xff_fb_9c_00, 417)],
    ['a reserved emphasis', frames(0xff_fb_90_02, 417)],
    ['an ID3 tag of a version that never is', bytes('ID3\xff\x00\x00\x00\x00\x02\x01')],
    ['an ID3 tag with an impossible size', bytes('ID3\x04\x00\x00\x00\x80\x02\x01')],
    ['an ID3 tag that is cut off', bytes('ID3\x04\x00')],
  ])('is not recognized from %s', (_, file) => {
    expect(audioContentType(file)).toBeUndefined();
  });
});

describe('another object', () => {
  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['fewer bytes than any signature', bytes('RIF')],
    ['RIFF of another kind', bytes('RIFF\x00\x00\x00\x00AVI LIST')],
    ['RIFF that is cut off', bytes('RIFF\x00\x00\x00\x00WAV')],
    ['WAVE without RIFF', bytes('RIFX\x00\x00\x00\x00WAVEfmt ')],
    ['silence', Buffer.alloc(SIGNATURE_BYTES)],
    ['all ones', Buffer.alloc(SIGNATURE_BYTES, 0xff)],
    ['an HTML page', bytes('<!DOCTYPE html><html>')],
    ...VECTOR_NAMES.map((name): [string, Buffer] => [`the encrypted vector ${name}`, encryptedVector(name).object]),
  ])('is not audio: %s', (_, file) => {
    expect(audioContentType(file)).toBeUndefined();
  });

  test('is not audio: each of 50,000 ciphertexts', () => {
    const cipher = createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16, 9));
    const ciphertext = cipher.update(Buffer.alloc(50_000 + SIGNATURE_BYTES));
    const taken = Array.from({ length: 50_000 }, (_, start) =>
      audioContentType(ciphertext.subarray(start, start + SIGNATURE_BYTES)),
    );
    expect(taken.filter(Boolean)).toEqual([]);
  });
});
