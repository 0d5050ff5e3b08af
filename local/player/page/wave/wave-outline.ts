import { parseWavHeader, peaksOf, type WavLayout } from './wav-header.ts';

const HEAD_BYTES = 4096;
/** A recording up to this size is read completely. It is also the largest range of one streamed response. */
const WHOLE_FILE_MAX_BYTES = 4 * 1024 * 1024;
/** How much is read at each place of a longer recording. */
const SAMPLE_BYTES = 4096;
/** Browsers open at most six connections to one host. Most of them must stay free for the audio element. */
const READS_AT_A_TIME = 2;

/** The loudness of a recording by column, for drawing. */
export interface WaveOutline {
  readonly durationSeconds: number;
  /** One array per channel, each with one number from 0 to 1 per column. */
  readonly peaks: readonly number[][];
  /** False: all samples were read. True: each column was read only in part. */
  readonly sampled: boolean;
}

/**
 * Reads the outline of a WAV recording with range requests. Reads a short recording completely, and one small range per
 * column of a long one: less than a megabyte, however long the recording is. Calls `onProgress` with each new state.
 * Returns false if the file is not 16-bit PCM WAV. Rejects when a range cannot be read.
 */
export const readWaveOutline = async (
  link: string,
  columns: number,
  options: { readonly signal: AbortSignal; readonly onProgress: (outline: WaveOutline) => void },
): Promise<boolean> => {
  const head = await readRange(link, 0, HEAD_BYTES, options.signal);
  const layout = parseWavHeader(head.bytes, head.fileBytes);
  if (!layout) return false;

  const sampled = head.fileBytes > WHOLE_FILE_MAX_BYTES;
  const peaks = Array.from({ length: layout.channels }, () => new Array<number>(columns).fill(0));
  const durationSeconds = (layout.dataEnd - layout.dataStart) / layout.bytesPerSecond;
  const put = (column: number, frames: DataView) => {
    for (const [channel, peak] of peaksOf(frames, layout.channels).entries()) {
      const channelPeaks = peaks[channel];
      if (channelPeaks) channelPeaks[column] = peak;
    }
  };
  const report = () => options.onProgress({ durationSeconds, peaks, sampled });

  report();
  if (sampled) {
    const places = samplePlaces(layout, columns).entries();
    const reader = async () => {
      for (const [column, start] of places) {
        put(column, (await readRange(link, start, start + SAMPLE_BYTES, options.signal)).bytes);
        report();
      }
    };
    await Promise.all(Array.from({ length: READS_AT_A_TIME }, reader));
  } else {
    const { bytes } = await readRange(link, layout.dataStart, layout.dataEnd, options.signal);
    for (const [column, frames] of splitIntoColumns(bytes, layout, columns).entries()) put(column, frames);
    report();
  }
  return true;
};

/** Returns the byte offset of the middle of each column, at the start of a frame. */
const samplePlaces = ({ dataStart, dataEnd, frameBytes }: WavLayout, columns: number): number[] => {
  const frames = Math.floor((dataEnd - dataStart) / frameBytes);
  return Array.from(
    { length: columns },
    (_, column) => dataStart + Math.floor(((column + 0.5) / columns) * frames) * frameBytes,
  );
};

const splitIntoColumns = (data: DataView, { frameBytes }: WavLayout, columns: number): DataView[] => {
  const frames = Math.floor(data.byteLength / frameBytes);
  const offsetOf = (column: number) => Math.floor((column / columns) * frames) * frameBytes;
  return Array.from(
    { length: columns },
    (_, column) => new DataView(data.buffer, offsetOf(column), offsetOf(column + 1) - offsetOf(column)),
  );
};

/**
 * Reads bytes `[start, end)` of a file, and the file's size. Rejects when the response has no range or hides the size.
 */
const readRange = async (
  link: string,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<{ bytes: DataView<ArrayBuffer>; fileBytes: number }> => {
  const response = await fetch(link, {
    headers: { Range: `bytes=${start}-${end - 1}` },
    credentials: 'omit',
    cache: 'no-store',
    signal,
  });
  const fileBytes = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
  if (response.status !== 206 || !Number.isSafeInteger(fileBytes)) throw new Error('no range in the response');
  return { bytes: new DataView(await response.arrayBuffer()), fileBytes };
};
