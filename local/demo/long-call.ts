import { readFile } from 'node:fs/promises';

const HEADER_BYTES = 44;
/** 8 kHz, 16 bit, two channels. */
const BYTES_PER_FRAME = 4;
const BYTES_PER_SECOND = 8_000 * BYTES_PER_FRAME;
const SOURCE = new URL('./recordings/call-dual.wav', import.meta.url);

/** The bytes of a recording that is too long for memory. */
export interface LongCall {
  readonly lengthBytes: number;
  readonly body: Iterable<Uint8Array>;
}

/**
 * Returns a long dual-channel WAV file: repetitions of the short call with pauses between them, each with another volume
 * of the two channels. The file is the same at every start. It lasts at least `seconds`, up to the end of a repetition.
 */
export const readLongCall = async (seconds: number): Promise<LongCall> => {
  const source = await readFile(SOURCE);
  // Copied because an Int16Array needs an even byte offset.
  const speech = new Int16Array(Uint8Array.from(source.subarray(HEADER_BYTES)).buffer);
  let turns = 0;
  let dataBytes = 0;
  for (; dataBytes < seconds * BYTES_PER_SECOND; turns++) dataBytes += speech.byteLength + pauseBytes(turns);
  const body = function* () {
    yield headerFor(source, dataBytes);
    for (let turn = 0; turn < turns; turn++) {
      yield withVolumes(speech, turn);
      yield Buffer.alloc(pauseBytes(turn));
    }
  };
  return { lengthBytes: HEADER_BYTES + dataBytes, body: body() };
};

/** Returns the length of a pause in bytes: between 0.5 and 3.5 seconds. */
const pauseBytes = (turn: number): number => BYTES_PER_SECOND / 2 + (turn % 4) * BYTES_PER_SECOND;

const headerFor = (source: Buffer, dataBytes: number): Buffer => {
  const header = Buffer.from(source.subarray(0, HEADER_BYTES));
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.writeUInt32LE(dataBytes, HEADER_BYTES - 4);
  return header;
};

/** Returns the speech with the volume of each channel changed for this repetition. */
const withVolumes = (speech: Int16Array, turn: number): Buffer => {
  const [left, right] = [0.6 + 0.4 * Math.sin(turn * 0.9), 0.6 + 0.4 * Math.cos(turn * 0.7)];
  const samples = new Int16Array(speech.length);
  // A loop is several times faster than `map` with a function, and the demo has two such calls.
  for (let frame = 0; frame < speech.length; frame += 2) {
    samples[frame] = (speech[frame] ?? 0) * left;
    samples[frame + 1] = (speech[frame + 1] ?? 0) * right;
  }
  return Buffer.from(samples.buffer);
};
