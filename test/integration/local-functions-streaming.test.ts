import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { functionOf, lines, useTestFunctions } from '../support/test-functions.ts';
import { until } from '../support/until.ts';

useTestFunctions();

describe('a streaming function', () => {
  test('sends status and headers before the body', async () => {
    const fn = await functionOf(
      `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
         const response = awslambda.HttpResponseStream.from(stream, { statusCode: 206, headers: { etag: '"1"' } });
         response.write('a'); response.write(Buffer.from(event.rest)); response.end();
       });`,
    );
    const outcome = await fn.invokeStreaming({ rest: 'bc' });
    if (!outcome.ok) throw new Error(outcome.error.errorMessage);
    expect(outcome.value.prelude).toEqual({ statusCode: 206, headers: { etag: '"1"' } });
    expect(await text(outcome.value.body)).toBe('abc');
  });

  test('is slowed down to the speed at which the client reads', async () => {
    const fn = await functionOf(
      `const { pipeline } = require('node:stream/promises'); const { Readable } = require('node:stream');
       exports.handler = awslambda.streamifyResponse(async (_event, stream) => {
         let made = 0;
         const source = new Readable({ read() { made += 1; console.log(made); this.push(made > 500 ? null : Buffer.alloc(65536)); } });
         await pipeline(source, stream);
       });`,
    );
    const outcome = await fn.invokeStreaming({});
    if (!outcome.ok) throw new Error(outcome.error.errorMessage);
    await new Promise(resolve => setTimeout(resolve, 300));
    const madeWhileNobodyRead = lines.length;
    let bytes = 0;
    for await (const chunk of outcome.value.body) bytes += chunk.length;
    expect(bytes).toBe(500 * 65536);
    expect(madeWhileNobodyRead).toBeLessThan(20);
  });

  test('accepts no event before its response is sent, even when the handler has returned', async () => {
    const fn = await functionOf(
      `let inside = 0;
       exports.handler = awslambda.streamifyResponse(async (_event, stream) => {
         inside += 1;
         awslambda.HttpResponseStream.from(stream, { headers: { inside: String(inside) } });
         stream.on('finish', () => { inside -= 1; });
         stream.end(Buffer.alloc(500_000));
       });`,
    );
    const first = await fn.invokeStreaming({});
    // Long enough for the next event to reach a handler that counts as finished.
    await new Promise(resolve => setTimeout(resolve, 300));
    const second = await fn.invokeStreaming({});
    expect([first, second].map(outcome => outcome.ok && outcome.value.prelude.headers)).toEqual([
      { inside: '1' },
      { inside: '1' },
    ]);
  });

  test('continues without a notice when the client has left, and the rest of its response is dropped', async () => {
    const fn = await functionOf(
      `const { once } = require('node:events');
       let calls = 0;
       exports.handler = awslambda.streamifyResponse(async (event, stream) => {
         calls += 1;
         stream.once('close', () => console.log('closed', stream.writableFinished));
         for (let left = event.chunks; left > 0; left--) if (!stream.write(Buffer.alloc(65536))) await once(stream, 'drain');
         stream.end(String(calls));
       });`,
    );
    const outcome = await fn.invokeStreaming({ chunks: 100 });
    if (!outcome.ok) throw new Error(outcome.error.errorMessage);
    outcome.value.body.destroy();
    await until(
      () => lines,
      logged => logged.includes('TestFunction: closed true'),
    );
    const next = await fn.invokeStreaming({ chunks: 0 });
    expect(next.ok && (await text(next.value.body))).toBe('2');
  });

  test.each([
    ['destroys its stream and returns', 'stream.destroy();'],
    ['destroys its stream with an error', "stream.destroy(new Error('given up'));"],
    ['destroys its stream and throws', "stream.destroy(); throw new Error('given up');"],
    ['passes a broken source on by pipeline()', 'await pipeline(broken(), stream);'],
  ])('exits and then starts cold when it %s', async (_, gives) => {
    const fn = await functionOf(
      `const { pipeline } = require('node:stream/promises');
       async function* broken() { yield Buffer.from('more'); throw new Error('given up'); }
       console.log('init');
       exports.handler = awslambda.streamifyResponse(async (event, stream) => {
         await new Promise(resolve => stream.write('begun', resolve));
         if (event.whole) return void stream.end();
         ${gives}
       });`,
    );
    const outcome = await fn.invokeStreaming({});
    if (!outcome.ok) throw new Error(outcome.error.errorMessage);
    await expect(text(outcome.value.body)).rejects.toThrow('Runtime.UnhandledPromiseRejection');
    const next = await fn.invokeStreaming({ whole: true });
    expect(next.ok && (await text(next.value.body))).toBe('begun');
    expect(lines.filter(line => line === 'TestFunction: init')).toHaveLength(2);
  });

  test('gets a stream with exactly the members that AWS provides', async () => {
    const fn = await functionOf(
      `const { Writable } = require('node:stream');
       exports.handler = awslambda.streamifyResponse(async (_event, stream) => {
         stream.end(JSON.stringify([stream instanceof Writable, typeof stream.pipe, typeof stream.closed, typeof stream.write]));
       });`,
    );
    const outcome = await fn.invokeStreaming({});
    expect(outcome.ok && JSON.parse(await text(outcome.value.body))).toEqual([
      false,
      'undefined',
      'undefined',
      'function',
    ]);
  });

  test('returns an error before the first byte, and breaks the response off after it', async () => {
    const fn = await functionOf(
      `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
         if (event.early) throw new Error('early');
         await new Promise(resolve => stream.write('begun', resolve));
         throw new Error('late');
       });
       console.log('init');`,
    );
    expect(await fn.invokeStreaming({ early: true })).toMatchObject({ ok: false, error: { errorMessage: 'early' } });
    const late = await fn.invokeStreaming({});
    if (!late.ok) throw new Error(late.error.errorMessage);
    await expect(text(late.value.body)).rejects.toThrow('late');
    expect(lines.filter(line => line === 'TestFunction: init')).toHaveLength(1);
  });

  test('returns an error for a handler that does not stream', async () => {
    const fn = await functionOf('exports.handler = async () => 1;');
    expect(await fn.invokeStreaming({})).toMatchObject({
      ok: false,
      error: { errorMessage: expect.stringContaining('streamifyResponse') },
    });
  });
});
