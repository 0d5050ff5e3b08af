import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { err, ok, type Result } from '../../../../lambda/domain/shared/result.ts';
import type { TemplateFunctions } from '../../../../local/functions/template-functions.ts';
import { createLiveFunctions } from '../../../../local/live/live-functions.ts';
import { deferred, isPending } from '../../../support/deferred.ts';
import { until } from '../../../support/until.ts';

let closed: string[];
/** The promise that a slow invocation waits for. */
let slow: ReturnType<typeof deferred<void>>;
let body: Readable;

beforeEach(() => {
  closed = [];
  slow = deferred<void>();
  body = Readable.from(['sound']);
});

const functionsOf = (name: string): TemplateFunctions => ({
  find: () => undefined,
  invoke: async (_, event) => {
    if (event === 'slow') await slow.promise;
    return ok(name);
  },
  invokeStreaming: async () => ok({ prelude: {}, body }),
  close: async () => void closed.push(name),
});

const isClosed = (name: string) =>
  until(
    () => closed,
    names => names.includes(name),
  );

describe('functions that are rebuilt', () => {
  test('delay requests after a change until the rebuild is done, once for several changes', async () => {
    const made = deferred<Result<TemplateFunctions, unknown>>();
    let times = 0;
    const live = createLiveFunctions(functionsOf('first'), () => {
      times += 1;
      return made.promise;
    });
    expect(await live.invoke('f', {})).toEqual(ok('first'));
    live.reload();
    live.reload();
    const answer = live.invoke('f', {});
    expect(await isPending(answer)).toBe(true);
    made.resolve(ok(functionsOf('second')));
    expect(await answer).toEqual(ok('second'));
    expect(times).toBe(1);
    await isClosed('first');
  });

  test('include a change that happens during a rebuild', async () => {
    const first = deferred<Result<TemplateFunctions, unknown>>();
    const results = [first.promise, Promise.resolve(ok(functionsOf('third')))];
    const begun = deferred<void>();
    const live = createLiveFunctions(functionsOf('first'), () => {
      begun.resolve();
      return results.shift() ?? first.promise;
    });
    live.reload();
    await begun.promise;
    live.reload();
    first.resolve(ok(functionsOf('second')));
    expect(await live.invoke('f', {})).toEqual(ok('third'));
  });

  test('stay unchanged when the rebuild fails', async () => {
    const live = createLiveFunctions(functionsOf('first'), async () => err('mistake'));
    live.reload();
    expect(await live.invoke('f', {})).toEqual(ok('first'));
    expect(closed).toEqual([]);
  });

  test('are closed only after their last request and the last byte of its response', async () => {
    const live = createLiveFunctions(functionsOf('first'), async () => ok(functionsOf('second')));
    const answer = live.invoke('f', 'slow');
    const streamed = await live.invokeStreaming('f', {});
    live.reload();
    expect(await live.invoke('f', {})).toEqual(ok('second'));
    slow.resolve();
    expect(await answer).toEqual(ok('first'));
    expect(closed).toEqual([]);
    if (streamed.ok) streamed.value.body.resume();
    await isClosed('first');
    await live.close();
    expect(closed).toEqual(['first', 'second']);
  });
});
