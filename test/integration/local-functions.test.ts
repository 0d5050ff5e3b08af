import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFunction, type LocalFunction } from '../../local/functions/local-function.ts';
import type { RunnableFunction } from '../../local/functions/runnable-function.ts';
import { until } from '../support/until.ts';

let directory: string;
let lines: string[];
let open: LocalFunction[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'functions-test-'));
  lines = [];
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map(fn => fn.close()));
  await rm(directory, { recursive: true });
});

/** A function whose bundle is the given CommonJS source. */
const functionOf = async (source: string, settings: Partial<RunnableFunction> = {}): Promise<LocalFunction> => {
  await writeFile(join(directory, 'index.js'), source);
  const definition: RunnableFunction = {
    name: 'TestFunction',
    codeDirectory: directory,
    handler: 'index.handler',
    environment: {},
    timeoutSeconds: 20,
    memoryMb: 256,
    ...settings,
  };
  const created = createFunction(definition, { log: (name, line) => lines.push(`${name}: ${line}`) });
  open.push(created);
  return created;
};

describe('a function of the local stack', () => {
  test('takes and gives JSON, dropping what JSON cannot say', async () => {
    const fn = await functionOf(
      'exports.handler = async event => ({ got: event, gone: undefined, when: new Date(0), not: [undefined] });',
    );
    expect(await fn.invoke({ a: [1, 'ü'], dropped: undefined })).toEqual({
      ok: true,
      value: { got: { a: [1, 'ü'] }, when: '1970-01-01T00:00:00.000Z', not: [null] },
    });
  });

  test('answers null when the handler returns nothing', async () => {
    const fn = await functionOf('exports.handler = async () => undefined;');
    expect(await fn.invoke({})).toEqual({ ok: true, value: null });
  });

  test('sees its own environment and nothing of the host', async () => {
    process.env['HOST_ONLY_SECRET'] = 'must not leak';
    const fn = await functionOf('exports.handler = async () => process.env;', { environment: { ONLY: 'this' } });
    expect(await fn.invoke({})).toEqual({ ok: true, value: { ONLY: 'this' } });
    delete process.env['HOST_ONLY_SECRET'];
  });

  test('initialises once and stays warm', async () => {
    const fn = await functionOf(
      'console.log("init"); let calls = 0; exports.handler = async () => { calls += 1; return calls; };',
    );
    expect([await fn.invoke({}), await fn.invoke({}), await fn.invoke({})].map(r => r.ok && r.value)).toEqual([
      1, 2, 3,
    ]);
    expect(lines).toEqual(['TestFunction: init']);
  });

  test('runs concurrent events in environments of their own', async () => {
    const fn = await functionOf(
      `let inside = 0;
       exports.handler = async () => {
         inside += 1; const seen = inside;
         await new Promise(resolve => setTimeout(resolve, 50));
         inside -= 1; return seen;
       };`,
    );
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => fn.invoke({})));
    expect(outcomes).toEqual([1, 2, 3, 4].map(() => ({ ok: true, value: 1 })));
  });

  test('queues more concurrent events than it has environments, and answers all', async () => {
    const fn = await functionOf('exports.handler = async event => event.n;');
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const outcomes = await Promise.all(numbers.map(n => fn.invoke({ n })));
    expect(outcomes.map(outcome => outcome.ok && outcome.value)).toEqual(numbers);
  });

  test('refuses one event more than its reserved concurrency, and takes the next once it is free', async () => {
    const fn = await functionOf("exports.handler = async ({ url }) => (url ? (await fetch(url)).text() : 'free');", {
      reservedConcurrency: 1,
    });
    const gate = createServer();
    await once(gate.listen(0, '127.0.0.1'), 'listening');
    const first = fn.invoke({ url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}` });
    const [, response] = await once(gate, 'request');
    expect(await fn.invoke({})).toMatchObject({ ok: false, error: { errorType: 'TooManyRequestsException' } });
    response.end('done');
    expect(await first).toEqual({ ok: true, value: 'done' });
    expect(await fn.invoke({})).toEqual({ ok: true, value: 'free' });
    gate.close();
  });

  test('reports a thrown error by type and message, and lives on', async () => {
    const fn = await functionOf(
      'exports.handler = async event => { if (event.bad) throw new RangeError("out of it"); return "fine"; };',
    );
    expect(await fn.invoke({ bad: true })).toMatchObject({
      ok: false,
      error: { errorType: 'RangeError', errorMessage: 'out of it' },
    });
    expect(await fn.invoke({})).toEqual({ ok: true, value: 'fine' });
    expect(lines).toEqual([expect.stringContaining('out of it')]);
  });

  test('reports a bundle that throws while loading', async () => {
    const fn = await functionOf('throw new TypeError("no config");');
    expect(await fn.invoke({})).toMatchObject({
      ok: false,
      error: { errorType: 'TypeError', errorMessage: 'no config' },
    });
  });

  test('reports a missing handler', async () => {
    const fn = await functionOf('exports.other = 1;');
    expect(await fn.invoke({})).toMatchObject({ ok: false, error: { errorType: 'HandlerNotFound' } });
  });

  test('stops a handler that outlives its timeout, busy or waiting, and starts the next one cold', async () => {
    const fn = await functionOf(
      `let calls = 0;
       exports.handler = async event => {
         calls += 1;
         if (event.mode === 'busy') for (;;);
         if (event.mode === 'waiting') await new Promise(() => {});
         return calls;
       };`,
      { timeoutSeconds: 1 },
    );
    for (const mode of ['busy', 'waiting']) {
      expect(await fn.invoke({ mode })).toEqual({
        ok: false,
        error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' },
      });
      expect(await fn.invoke({})).toEqual({ ok: true, value: 1 });
    }
  });

  test('reports a process that exits, and starts the next one cold', async () => {
    const fn = await functionOf('exports.handler = async event => (event.exit ? process.exit(3) : "alive");');
    expect(await fn.invoke({ exit: true })).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await fn.invoke({})).toEqual({ ok: true, value: 'alive' });
  });

  test('does not hand an event to an environment that died after its last answer', async () => {
    const fn = await functionOf(
      'exports.handler = async event => { setTimeout(() => process.exit(1), event.diesAfterMs); return "answered"; };',
    );
    expect(await fn.invoke({ diesAfterMs: 1 })).toEqual({ ok: true, value: 'answered' });
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(await fn.invoke({ diesAfterMs: 60_000 })).toEqual({ ok: true, value: 'answered' });
  });

  test('refuses an answer over 6 MB and passes one just below', async () => {
    const fn = await functionOf('exports.handler = async event => "x".repeat(event.length);');
    expect(await fn.invoke({ length: 6_291_556 })).toMatchObject({
      ok: false,
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect((await fn.invoke({ length: 6_291_554 })).ok).toBe(true);
  });

  test('logs stdout and stderr line by line under its name', async () => {
    const fn = await functionOf(
      'exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); return 0; };',
    );
    await fn.invoke({});
    await fn.close();
    expect([...lines].sort()).toEqual(['TestFunction: one', 'TestFunction: three', 'TestFunction: two']);
  });

  test('tells the handler its name, request id and remaining time', async () => {
    const fn = await functionOf(
      `exports.handler = async (_event, context) =>
         [context.functionName, context.awsRequestId, context.memoryLimitInMB, context.getRemainingTimeInMillis()];`,
    );
    const outcome = await fn.invoke({});
    expect(outcome).toMatchObject({
      ok: true,
      value: ['TestFunction', expect.stringMatching(/^[0-9a-f-]{36}$/), '256', expect.any(Number)],
    });
    const remaining = (outcome.ok && (outcome.value as unknown[])[3]) as number;
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(20_000);
  });
});

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

  test('writes no faster than the client reads', async () => {
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

  test('is busy until its response is out, even if the handler has returned', async () => {
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
    // Long enough for a handler that is taken to be done to be given the next event.
    await new Promise(resolve => setTimeout(resolve, 300));
    const second = await fn.invokeStreaming({});
    expect([first, second].map(outcome => outcome.ok && outcome.value.prelude.headers)).toEqual([
      { inside: '1' },
      { inside: '1' },
    ]);
  });

  test('goes on, untold, when the client has left, and its response goes nowhere', async () => {
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
  ])('exits, and starts cold the next time, when it %s', async (_, gives) => {
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

  test('gets a stream with the members that AWS gives it, and no others', async () => {
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

  test('reports a failure before the first byte, and breaks off after it', async () => {
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

  test('refuses a handler that does not stream', async () => {
    const fn = await functionOf('exports.handler = async () => 1;');
    expect(await fn.invokeStreaming({})).toMatchObject({
      ok: false,
      error: { errorMessage: expect.stringContaining('streamifyResponse') },
    });
  });
});

describe("a function's network", () => {
  test.each([
    ['fetch', '(await fetch(event.url)).text()'],
    [
      'http',
      `new Promise((resolve, fail) => require("http").get(event.url, async response => {
         let text = ""; for await (const chunk of response) text += chunk; resolve(text);
       }).on("error", fail))`,
    ],
  ])('reaches loopback by %s', async (_name, attempt) => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fn = await functionOf(`exports.handler = async event => ${attempt};`);
    const { port } = server.address() as AddressInfo;
    expect(await fn.invoke({ url: `http://127.0.0.1:${port}/` })).toEqual({ ok: true, value: 'hello' });
    await fn.close();
    server.close();
  });

  test.each([
    ['fetch', 'await fetch("http://192.0.2.1:8080/")'],
    ['https', 'require("https").get("https://twilio.example/").on("error", fail)'],
    ['net by port and host', 'require("net").connect(25, "192.0.2.1").on("error", fail)'],
    ['tls', 'require("tls").connect({ host: "iam.twilio.com", port: 443 }).on("error", fail)'],
    ['a loopback look-alike', 'require("net").connect(25, "127.0.0.1.example.com").on("error", fail)'],
    ['a local socket file', 'require("net").connect("/var/run/docker.sock").on("error", fail)'],
  ])('refuses everything else at once: %s', async (_name, attempt) => {
    const fn = await functionOf(
      `exports.handler = () => new Promise((resolve, fail) => {
         (async () => { ${attempt}; })().catch(error => fail(error.cause ?? error));
       });`,
    );
    expect(await fn.invoke({})).toMatchObject({
      ok: false,
      error: { errorMessage: expect.stringContaining('allows functions to connect only to loopback') },
    });
  });
});
