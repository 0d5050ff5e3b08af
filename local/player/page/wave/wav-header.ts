/** Where the samples are in a WAV file. */
export interface WavLayout {
  readonly channels: number;
  /** Bytes of one frame: one sample of every channel. */
  readonly frameBytes: number;
  readonly bytesPerSecond: number;
  /** Where the samples start and end in the file, byte offsets; `dataEnd` is exclusive. */
  readonly dataStart: number;
  readonly dataEnd: number;
}

const PCM = 1;
const SAMPLE_BYTES = 2;

/**
 * Parses the head of a WAV file. Returns undefined unless the file is 16-bit PCM, as Twilio records, and the samples
 * start inside the head. If the header gives a size beyond the end of the file, the samples end with the file.
 */
export const parseWavHeader = (head: DataView, fileBytes: number): WavLayout | undefined => {
  if (head.byteLength < 12 || fourCharacters(head, 0) !== 'RIFF' || fourCharacters(head, 8) !== 'WAVE') return;
  let format: { channels: number; bytesPerSecond: number } | undefined;
  let offset = 12;
  while (offset + 8 <= head.byteLength) {
    const id = fourCharacters(head, offset);
    const size = head.getUint32(offset + 4, true);
    const content = offset + 8;
    if (id === 'fmt ' && content + 16 <= head.byteLength) {
      if (head.getUint16(content, true) !== PCM || head.getUint16(content + 14, true) !== 8 * SAMPLE_BYTES) return;
      format = { channels: head.getUint16(content + 2, true), bytesPerSecond: head.getUint32(content + 8, true) };
    }
    if (id === 'data') {
      if (!format || format.channels < 1 || format.bytesPerSecond < 1) return;
      const dataEnd = Math.min(content + size, fileBytes);
      return { ...format, frameBytes: format.channels * SAMPLE_BYTES, dataStart: content, dataEnd };
    }
    // Chunks are padded to an even length.
    offset = content + size + (size % 2);
  }
  return;
};

const fourCharacters = (view: DataView, offset: number): string =>
  String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + offset, 4));

/** Returns the loudest sample of each channel in the given whole frames, 0 to 1. */
export const peaksOf = (frames: DataView, channels: number): number[] => {
  const peaks = new Array<number>(channels).fill(0);
  const samples = Math.floor(frames.byteLength / SAMPLE_BYTES);
  for (let sample = 0; sample < samples; sample += 1) {
    const channel = sample % channels;
    const loudness = Math.abs(frames.getInt16(sample * SAMPLE_BYTES, true)) / 0x8000;
    if (loudness > (peaks[channel] ?? 0)) peaks[channel] = loudness;
  }
  return peaks;
};
