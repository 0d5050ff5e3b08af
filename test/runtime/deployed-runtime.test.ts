import { describe, expect, test } from 'vitest';
import { lambdaEnvironment } from '../../local/functions/lambda-environment.ts';
import { functionOf, lines, useTestFunctions } from '../support/test-functions.ts';

describe("the cloud's runtime", () => {
  useTestFunctions();

  const environment = lambdaEnvironment(
    { name: 'TestFunction', codeDirectory: '', handler: 'index.handler', timeoutSeconds: 20, memoryMb: 256 },
    {},
    {
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' },
      awsEndpointUrl: 'http://127.0.0.1:1',
    },
  );
  const deployed = (source: string) => functionOf(source, { environment });

  test('runs a function under Node 24 and the runtime client of AWS', async () => {
    const fn = await deployed(`exports.handler = async () => ({ node: process.version, api: Object.keys(awslambda) })`);

    expect(await fn.invoke({})).toEqual({
      ok: true,
      value: { node: expect.stringMatching(/^v24\./), api: expect.arrayContaining(['InvokeStore']) },
    });
  });

  test('refuses a handler with a callback, as nodejs24.x does', async () => {
    const fn = await deployed('exports.handler = (event, context, callback) => callback(null, 1)');

    expect(await fn.invoke({})).toMatchObject({ ok: false, error: { errorType: 'Runtime.CallbackHandlerDeprecated' } });
  });

  test('reports an error that a handler throws, and uses the environment again', async () => {
    const fn = await deployed(`
      let calls = 0;
      exports.handler = async () => { calls += 1; if (calls === 1) throw new RangeError('too far'); return calls; }`);

    expect(await fn.invoke({})).toMatchObject({
      ok: false,
      error: { errorType: 'RangeError', errorMessage: 'too far' },
    });
    expect(await fn.invoke({})).toEqual({ ok: true, value: 2 });
  });

  test('reports an exit in the middle of an event, and starts a new environment for the next one', async () => {
    const fn = await deployed('exports.handler = async event => { if (event.exit) process.exit(1); return "alive"; }');

    expect(await fn.invoke({ exit: true })).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await fn.invoke({})).toEqual({ ok: true, value: 'alive' });
  });

  test('writes what a function prints to its log', async () => {
    const fn = await deployed(`exports.handler = async () => { process.stdout.write('{"a":1}\\n'); }`);

    await fn.invoke({});

    expect(lines).toContain('TestFunction: {"a":1}');
  });

  test('allows connections to loopback only', async () => {
    const fn = await deployed(`exports.handler = () => fetch('http://192.0.2.1/').catch(error => error.cause.message)`);

    expect(await fn.invoke({})).toEqual({ ok: true, value: expect.stringContaining('only to loopback') });
  });
});
