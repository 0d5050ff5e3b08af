import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { StackDescription } from '../../local/description.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { leftBehind, MAIN, start, useNpmStart } from '../support/npm-start.ts';
import { askFor } from '../support/playback-client.ts';

const NPM_START = ['npm', 'start', '--silent', '--'];

useNpmStart();

const connects = async (host: string, port: number): Promise<boolean> => {
  const socket = connect({ host, port, timeout: 1_000 });
  const outcome = await Promise.race(
    ['connect', 'error', 'timeout'].map(name =>
      once(socket, name).then(
        () => name,
        () => 'error',
      ),
    ),
  );
  socket.destroy();
  return outcome === 'connect';
};

describe('npm start --silent -- --json', () => {
  test('prints one line of JSON, listens on 127.0.0.1 only, and removes its files on SIGTERM', async () => {
    const process = start(NPM_START, '--json', '--port', '0');
    await process.printed('\n');
    const description: StackDescription = JSON.parse(process.output().stdout);

    expect(description).toEqual({
      urlProvider: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/sec_rec$/),
      auditArchive: { bucket: expect.any(String), signingKeyArn: expect.stringMatching(/^arn:aws:kms:/) },
      twilioWebhooks: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/twilio$/),
      player: expect.stringMatching(/^http:\/\/flex\.localhost:\d+\/$/),
      desk: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
      aws: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      twilio: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      accountSid: expect.stringMatching(/^AC[0-9a-f]{32}$/),
      bucket: expect.any(String),
      tables: {
        audit: expect.any(String),
        recordings: expect.any(String),
        links: expect.any(String),
        coverage: expect.any(String),
      },
      queues: {
        callEvents: expect.any(String),
        callEventsDeadLetters: expect.any(String),
        attachments: expect.any(String),
        attachmentsDeadLetters: expect.any(String),
      },
      media: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1\/media$/),
      encryptionKeys: expect.any(Object),
      tokens: Object.fromEntries(
        ['supervisor', 'fullAccess', 'agent', 'otherAgent', 'guest', 'expired'].map(user => [
          user,
          expect.stringMatching(/^[\w.-]{1000,3000}$/),
        ]),
      ),
      recordings: expect.arrayContaining([
        {
          sid: expect.stringMatching(/^RE[0-9a-f]{32}$/),
          title: expect.any(String),
          encrypted: false,
          restricted: false,
          agentWorkerSid: expect.stringMatching(/^WK[0-9a-f]{32}$/),
          callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
          taskSid: expect.stringMatching(/^WT[0-9a-f]{32}$/),
        },
      ]),
    });

    const keys = Object.entries(description.encryptionKeys ?? {});
    expect(keys).toHaveLength(2);
    for (const [publicKeySid, keyId] of keys) {
      expect(publicKeySid).toMatch(/^CR[0-9a-f]{32}$/);
      expect(keyId).toMatch(/^[0-9a-f-]{36}$/);
    }
    const [recording] = description.recordings;
    const { status, body } = await askFor(description, recording?.sid ?? '', description.tokens.supervisor);
    expect(status).toBe(200);
    expect((await fetch(body.media_url ?? '')).status).toBe(200);

    const ports = [
      description.urlProvider,
      description.player,
      description.desk,
      description.aws,
      description.twilio,
    ].map(url => Number(new URL(url).port));
    // Another address of the loopback network, and every address that other machines could reach.
    const others = [
      '127.0.0.2',
      ...Object.values(networkInterfaces())
        .flatMap(list => list ?? [])
        .filter(({ internal, family }) => !internal && family === 'IPv4')
        .map(({ address }) => address),
    ];
    for (const port of ports) {
      expect(await connects('127.0.0.1', port)).toBe(true);
      for (const address of others)
        expect([address, port, await connects(address, port)]).toEqual([address, port, false]);
    }

    process.stop('SIGTERM');
    expect(await process.ended).toBe(0);
    expect(process.output().stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(await connects('127.0.0.1', ports[0] ?? 0)).toBe(false);
    expect(await leftBehind()).toEqual([]);
  });
});

describe('npm start -- --json', () => {
  test('prints the line of JSON after the banner of npm', async () => {
    const process = start(['npm', 'start', '--'], '--json', '--port', '0');
    await process.printed('}\n');
    const lines = process.output().stdout.trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ player: expect.stringMatching(/^http:/) });
    process.stop('SIGTERM');
    expect(await process.ended).toBe(0);
    expect(process.output().stdout.trimEnd().split('\n')).toEqual(lines);
  });
});

describe('npm start', () => {
  test('prints the addresses, then one line for each request, and stops on Ctrl+C', async () => {
    const process = start(MAIN);
    await process.printed('The requests are listed below');
    const { stdout } = process.output();
    const player = /http:\/\/flex\.localhost:\d+\//.exec(stdout)?.[0] ?? '';
    const urlProvider = /http:\S+\/sec_rec/.exec(stdout)?.[0] ?? '';
    expect(stdout.indexOf(player)).toBeLessThan(stdout.indexOf(urlProvider));
    expect(stdout).toMatch(/aws .*--endpoint-url http:\S+ dynamodb/);
    expect(stdout).not.toContain('\u001b');

    await fetch(urlProvider);
    await process.printed('GET /sec_rec 400');
    process.stop('SIGINT');
    expect(await process.ended).toBe(0);
    expect(process.output().stdout.match(/GET \/sec_rec/g)).toHaveLength(1);
    expect(await leftBehind()).toEqual([]);
  });

  test('ends with 1 and a message when the port is in use', async () => {
    const taken = createServer();
    const { port, close } = await listenOnLoopback(Object.assign(taken, { closeAllConnections: () => undefined }));
    const process = start(MAIN, '--port', String(port), '--json');
    expect(await process.ended).toBe(1);
    expect(process.output().stdout).toBe('');
    expect(process.output().stderr).toContain(`Port ${port} is in use`);
    expect(await leftBehind()).toEqual([]);
    await close();
  });

  test('ends with 1 and a message when --data is not a folder', async () => {
    const file = fileURLToPath(import.meta.url);
    const process = start(MAIN, '--port', '0', '--json', '--data', file);
    expect(await process.ended).toBe(1);
    expect(process.output().stdout).toBe('');
    expect(process.output().stderr).toContain(`--data ${file}: the folder cannot be written (ENOTDIR)`);
    expect(process.output().stderr).not.toMatch(/^\s+at /m);
    expect(await leftBehind()).toEqual([]);
  });

  test('ends with 2 and names an unknown option', async () => {
    const process = start(MAIN, '--prot', '1');
    expect(await process.ended).toBe(2);
    expect(process.output().stderr).toContain('--prot');
    expect(process.output().stderr).toContain('--help');
  });

  test('prints all options with --help', async () => {
    const process = start(MAIN, '--help');
    expect(await process.ended).toBe(0);
    for (const option of ['--port', '--data', '--json', '--ready-file'])
      expect(process.output().stdout).toContain(option);
  });
});
