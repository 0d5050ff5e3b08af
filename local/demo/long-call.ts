import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const HEADER_BYTES = 44;
/** 8 kHz, 16 bit, two channels. */
const BYTES_PER_FRAME = 4;
const BYTES_PER_SECOND = 8_000 * BYTES_PER_FRAME;
const SOURCE = new URL('./recordings/call-dual.wav', import.meta.url);

/**
 * Writes a long dual-channel WAV file: repetitions of the short call with pauses between them, each with another volume
 * of the two channels. The file is the same at every start. It lasts at least `seconds`, up to the end of a repetition.
 */
export const writeLongCall = async (path: string, seconds: number): Promise<void> => {
  const source = await readFile(SOURCE);
  // Copied because an Int16Array needs an even byte offset.
  const speech = new Int16Array(Uint8Array.from(source.subarray(HEADER_BYTES)).buffer);
  const turns: number[] = [];
  let dataBytes = 0;
  while (dataBytes < seconds * BYTES_PER_SECOND) {
    dataBytes += speech.byteLength + pauseBytes(turns.length);
    turns.push(turns.length);
  }
  const content = function* () {
    yield headerFor(source, dataBytes);
    for (const turn of turns) {
      yield withVolumes(speech, turn);
      yield Buffer.alloc(pauseBytes(turn));
    }
  };
  await pipeline(Readable.from(content()), createWriteStream(path));
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
  const loudness = [0.6 + 0.4 * Math.sin(turn * 0.9), 0.6 + 0.4 * Math.cos(turn * 0.7)];
  const samples = speech.map((sample, index) => sample * (loudness[index % 2] ?? 1));
  return Buffer.from(samples.buffer);
};
