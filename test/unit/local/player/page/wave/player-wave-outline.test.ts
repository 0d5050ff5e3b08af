import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { readWaveOutline, type WaveOutline } from '../../../../../../local/player/page/wave/wave-outline.ts';
import { listen } from '../../../../../support/listen.ts';
import { wavFile } from '../../../../../support/wav.ts';

const COLUMNS = 10;
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
  const server = createServer(answer);
  stops.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${await listen(server)}/recording`;
};

/** Answers range requests as S3 does, and counts the sent bytes. */
const serveRanges = async (file: Buffer) => {
  const sent = { bytes: 0 };
  const link = await serve((request, response) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const body = file.subarray(Number(first), Number(last) + 1);
    sent.bytes += body.length;
    response.writeHead(206, { 'Content-Range': `bytes ${first}-${Number(first) + body.length - 1}/${file.length}` });
    response.end(body);
  });
  return { link, sent };
};

const outlineOf = async (link: string): Promise<{ outlined: boolean; outline: WaveOutline | undefined }> => {
  let outline: WaveOutline | undefined;
  const outlined = await readWaveOutline(link, COLUMNS, {
    signal: new AbortController().signal,
    onProgress: progress => {
      outline = progress;
    },
  });
  return { outlined, outline };
};

/** Returns the samples of a channel that is loud in the given tenth and silent elsewhere. */
const loudTenth = (frames: number, tenth: number): number[] =>
  Array.from({ length: frames }, (_, frame) => (Math.floor((frame / frames) * COLUMNS) === tenth ? 1 : 0));

const loudColumn = (column: number): unknown[] =>
  Array.from({ length: COLUMNS }, (_, index) => (index === column ? expect.closeTo(1, 3) : 0));

describe('readWaveOutline', () => {
  test('shows for each channel where somebody speaks', async () => {
    const { link } = await serveRanges(wavFile([loudTenth(8000, 2), loudTenth(8000, 7)]));
    const { outlined, outline } = await outlineOf(link);
    expect(outlined).toBe(true);
    expect(outline).toEqual({ durationSeconds: 1, sampled: false, peaks: [loudColumn(2), loudColumn(7)] });
  });

  test('samples a long recording and reads only a small part of it', async () => {
    const frames = 8000 * 150;
    const file = wavFile([loudTenth(frames, 3), loudTenth(frames, 9)]);
    const { link, sent } = await serveRanges(file);
    const { outline } = await outlineOf(link);
    expect(outline).toEqual({ durationSeconds: 150, sampled: true, peaks: [loudColumn(3), loudColumn(9)] });
    expect(sent.bytes).toBeLessThan(file.length / 50);
  });

  test('returns false for a file that is not WAV', async () => {
    const { link } = await serveRanges(Buffer.from('ID3 something else altogether'));
    expect(await outlineOf(link)).toEqual({ outlined: false, outline: undefined });
  });

  test.each([
    ['a refusal', 403, {}],
    ['the whole file instead of the range', 200, {}],
    ['a range without the size of the file', 206, {}],
  ])('rejects after %s', async (_, status, headers) => {
    const link = await serve((_request, response) => response.writeHead(status, headers).end('no'));
    await expect(outlineOf(link)).rejects.toThrow('no range in the response');
  });
});
