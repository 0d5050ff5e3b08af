import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';

import { functionOf, useTestFunctions } from '../support/test-functions.ts';

useTestFunctions();

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
    [
      'a host name that begins like a loopback address',
      'require("net").connect(25, "127.0.0.1.example.com").on("error", fail)',
    ],
    ['a local socket file', 'require("net").connect("/var/run/docker.sock").on("error", fail)'],
  ])('refuses every other connection immediately: %s', async (_name, attempt) => {
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
