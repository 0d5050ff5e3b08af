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
 * Writes a long call as a dual-channel WAV: the short one over and over, louder and quieter, now one side and then the
 * other to the fore, with pauses between. The same at every start. Lasts at least `seconds`, up to the next whole turn.
 */
export const writeLongCall = async (path: string, seconds: number): Promise<void> => {
  const source = await readFile(SOURCE);
  // A copy, since samples have to lie at even addresses.
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
      yield voiced(speech, turn);
      yield Buffer.alloc(pauseBytes(turn));
    }
  };
  await pipeline(Readable.from(content()), createWriteStream(path));
};

/** Between a half and three and a half seconds. */
const pauseBytes = (turn: number): number => BYTES_PER_SECOND / 2 + (turn % 4) * BYTES_PER_SECOND;

const headerFor = (source: Buffer, dataBytes: number): Buffer => {
  const header = Buffer.from(source.subarray(0, HEADER_BYTES));
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.writeUInt32LE(dataBytes, HEADER_BYTES - 4);
  return header;
};

/** The speech, with each side as loud as this turn has it. */
const voiced = (speech: Int16Array, turn: number): Buffer => {
  const loudness = [0.6 + 0.4 * Math.sin(turn * 0.9), 0.6 + 0.4 * Math.cos(turn * 0.7)];
  const samples = speech.map((sample, index) => sample * (loudness[index % 2] ?? 1));
  return Buffer.from(samples.buffer);
};
