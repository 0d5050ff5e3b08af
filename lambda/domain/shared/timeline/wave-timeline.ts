import type { AudioTimeline } from './audio-timeline.ts';

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** In the `fmt ` chunk, behind format, channels and sampling rate. */
const BYTE_RATE_OFFSET = 8;

/**
 * Reads the timeline of a WAV file from its first bytes. Returns undefined for another format, and if the bytes end before
 * the audio begins. A file that was cut off, or whose header has no length, lasts as long as its bytes.
 * @param sizeBytes the size of the whole file
 */
export const waveTimeline = (bytes: Uint8Array, sizeBytes: number): AudioTimeline | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (textAt(bytes, 0) !== 'RIFF' || textAt(bytes, 8) !== 'WAVE') return undefined;
  let bytesPerSecond = 0;
  let at = RIFF_HEADER_BYTES;
  while (at + CHUNK_HEADER_BYTES <= bytes.length) {
    const content = at + CHUNK_HEADER_BYTES;
    const lengthBytes = view.getUint32(at + 4, true);
    if (textAt(bytes, at) === 'fmt ' && content + BYTE_RATE_OFFSET + 4 <= bytes.length) {
      bytesPerSecond = view.getUint32(content + BYTE_RATE_OFFSET, true);
    }
    if (textAt(bytes, at) === 'data') {
      const audioBytes = Math.min(lengthBytes || Number.POSITIVE_INFINITY, sizeBytes - content);
      if (bytesPerSecond === 0 || audioBytes <= 0) return undefined;
      return { offsetBytes: content, bytesPerSecond, seconds: audioBytes / bytesPerSecond };
    }
    // Chunks have an even length.
    at = content + lengthBytes + (lengthBytes % 2);
  }
  return undefined;
};

const textAt = (bytes: Uint8Array, start: number): string => String.fromCharCode(...bytes.subarray(start, start + 4));
