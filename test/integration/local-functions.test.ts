import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';

import { functionOf, lines, useTestFunctions } from '../support/test-functions.ts';

useTestFunctions();

describe('a function of the local stack', () => {
  test('passes event and result as JSON, without values that JSON does not have', async () => {
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

  test('has only its own environment variables, and none of the host', async () => {
    process.env['HOST_ONLY_SECRET'] = 'must not leak';
    const fn = await functionOf('exports.handler = async () => process.env;', { environment: { ONLY: 'this' } });
    expect(await fn.invoke({})).toEqual({ ok: true, value: { ONLY: 'this' } });
    delete process.env['HOST_ONLY_SECRET'];
  });

  test('is initialized once and stays warm', async () => {
    const fn = await functionOf(
      'console.log("init"); let calls = 0; exports.handler = async () => { calls += 1; return calls; };',
    );
    expect([await fn.invoke({}), await fn.invoke({}), await fn.invoke({})].map(r => r.ok && r.value)).toEqual([
      1, 2, 3,
    ]);
    expect(lines).toEqual(['TestFunction: init']);
  });

  test('runs concurrent events in separate environments', async () => {
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

  test('queues and answers more concurrent events than it has environments', async () => {
    const fn = await functionOf('exports.handler = async event => event.n;');
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const outcomes = await Promise.all(numbers.map(n => fn.invoke({ n })));
    expect(outcomes.map(outcome => outcome.ok && outcome.value)).toEqual(numbers);
  });

  test('refuses an event over its reserved concurrency, and accepts the next one afterwards', async () => {
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

  test('returns a thrown error with type and message, and keeps running', async () => {
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

  test('returns the error of a bundle that throws while loading', async () => {
    const fn = await functionOf('throw new TypeError("no config");');
    expect(await fn.invoke({})).toMatchObject({
      ok: false,
      error: { errorType: 'TypeError', errorMessage: 'no config' },
    });
  });

  test('returns HandlerNotFound for a missing handler', async () => {
    const fn = await functionOf('exports.other = 1;');
    expect(await fn.invoke({})).toMatchObject({ ok: false, error: { errorType: 'HandlerNotFound' } });
  });

  test('ends a busy or a waiting handler at its timeout, and starts the next one cold', async () => {
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

  test('returns ExitError when its process exits, and starts the next one cold', async () => {
    const fn = await functionOf('exports.handler = async event => (event.exit ? process.exit(3) : "alive");');
    expect(await fn.invoke({ exit: true })).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await fn.invoke({})).toEqual({ ok: true, value: 'alive' });
  });

  test('passes no event to an environment that ended after its last answer', async () => {
    const fn = await functionOf(
      'exports.handler = async event => { setTimeout(() => process.exit(1), event.diesAfterMs); return "answered"; };',
    );
    expect(await fn.invoke({ diesAfterMs: 1 })).toEqual({ ok: true, value: 'answered' });
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(await fn.invoke({ diesAfterMs: 60_000 })).toEqual({ ok: true, value: 'answered' });
  });

  test('refuses a result over 6 MB, and returns one just below', async () => {
    const fn = await functionOf('exports.handler = async event => "x".repeat(event.length);');
    expect(await fn.invoke({ length: 6_291_556 })).toMatchObject({
      ok: false,
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect((await fn.invoke({ length: 6_291_554 })).ok).toBe(true);
  });

  test('logs stdout and stderr line by line with its name', async () => {
    const fn = await functionOf(
      'exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); return 0; };',
    );
    await fn.invoke({});
    await fn.close();
    expect([...lines].sort()).toEqual(['TestFunction: one', 'TestFunction: three', 'TestFunction: two']);
  });

  test('passes its name, request id, memory and remaining time to the handler', async () => {
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
