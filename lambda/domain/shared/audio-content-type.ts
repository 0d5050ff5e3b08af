/** The formats that the service releases: the two in which Twilio makes recordings. */
export const AUDIO_CONTENT_TYPES = ['audio/wav', 'audio/mpeg'] as const;

export type AudioContentType = (typeof AUDIO_CONTENT_TYPES)[number];

/**
 * Number of bytes that `audioContentType` needs: the longest MP3 frame (320 kbit/s at 32 kHz, padded) and the header of
 * the next frame.
 */
export const SIGNATURE_BYTES = 1_445;

const FRAME_HEADER_BYTES = 4;
const ID3_HEADER_BYTES = 10;
const ID3_SIZE_OFFSET = 6;
/** kbit/s by index, Layer III (ISO/IEC 11172-3 §2.4.2.3, ISO/IEC 13818-3). 0 means "free", so the length is unknown. */
const MPEG1_KBITS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG2_KBITS = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const MPEG1_HERTZ = [44_100, 48_000, 32_000];

/**
 * Returns the format of an object, by its first bytes; undefined if it is neither WAV nor MP3, such as an encrypted
 * recording. With one frame header alone, one ciphertext in 20,000 would look like an MP3. So the next frame must begin
 * where the first one ends.
 */
export const audioContentType = (bytes: Uint8Array): AudioContentType | undefined => {
  if (isWave(bytes)) return 'audio/wav';
  return isId3Tag(bytes) || areMp3Frames(bytes) ? 'audio/mpeg' : undefined;
};

const isWave = (bytes: Uint8Array): boolean => textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 12) === 'WAVE';

/** https://id3.org/id3v2.4.0-structure §3.1: versions are never 255, and the top bit of each byte of the size is 0. */
const isId3Tag = (bytes: Uint8Array): boolean =>
  bytes.length >= ID3_HEADER_BYTES &&
  textAt(bytes, 0, 3) === 'ID3' &&
  bytes[3] !== 0xff &&
  bytes[4] !== 0xff &&
  bytes.subarray(ID3_SIZE_OFFSET, ID3_HEADER_BYTES).every(byte => byte < 0x80);

const areMp3Frames = (bytes: Uint8Array): boolean => {
  const first = mp3Frame(bytes, 0);
  const next = first && mp3Frame(bytes, first.lengthBytes);
  return next !== undefined && next.stream === first?.stream;
};

/** Parses a Layer III frame header: the frame's length, and the header bits that all frames of a stream have in common. */
const mp3Frame = (bytes: Uint8Array, offset: number): { lengthBytes: number; stream: number } | undefined => {
  if (offset + FRAME_HEADER_BYTES > bytes.length) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset);
  const version = (header >>> 19) & 0b11;
  const kbits = (version === 0b11 ? MPEG1_KBITS : MPEG2_KBITS)[(header >>> 12) & 0b1111];
  const mpeg1Hertz = MPEG1_HERTZ[(header >>> 10) & 0b11];
  const isLayer3 = header >>> 21 === 0x7ff && version !== 0b01 && ((header >>> 17) & 0b11) === 0b01;
  const isEmphasisKnown = (header & 0b11) !== 0b10;
  if (!isLayer3 || !kbits || !mpeg1Hertz || !isEmphasisKnown) return undefined;

  // MPEG 2 halves the sampling rate and the samples of a frame. MPEG 2.5 halves the rate again.
  const [hertz, bytesPerKbit] =
    version === 0b11 ? [mpeg1Hertz, 144_000] : [mpeg1Hertz / (version === 0b10 ? 2 : 4), 72_000];
  const padding = (header >>> 9) & 1;
  return { lengthBytes: Math.floor((bytesPerKbit * kbits) / hertz) + padding, stream: header & 0xfffe0c00 };
};

const textAt = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));
