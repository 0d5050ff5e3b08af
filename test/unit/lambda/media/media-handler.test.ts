import { describe, expect, test } from 'vitest';
import type { MediaAnswer } from '../../../../lambda/domain/media/media-answer.ts';
import type { MediaRequest } from '../../../../lambda/domain/media/media-request.ts';
import { LinkEnded } from '../../../../lambda/domain/media/read-range.ts';
import { fail } from '../../../../lambda/domain/shared/failure.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';
import { type MediaDependencies, mediaHandler } from '../../../../lambda/media/handler.ts';
import { requestLog } from '../../../../lambda/shell/request-log.ts';
import { collect } from '../../../support/byte-stream.ts';
import { LINK_TOKEN, mediaEvent } from '../../../support/media-event.ts';

const HEADERS = { 'Content-Type': 'audio/wav', 'Content-Length': '4' };

async function* riff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('RIFF');
}

const handlerWith = (serveMedia: MediaDependencies['serveMedia']) => {
  const requests: MediaRequest[] = [];
  const lines: string[] = [];
  const log = requestLog(
    line => lines.push(line),
    () => new Date(0),
  );
  const handle = mediaHandler({
    serveMedia: request => {
      requests.push(request);
      return serveMedia(request);
    },
    log,
    now: () => new Date(1_000),
    allowedOrigins: ['https://flex.twilio.com', 'https://flex.example.com'],
  });
  return { handle, requests, lines };
};
const serving = (answer: Partial<MediaAnswer> = {}) =>
  handlerWith(async () => ok({ status: 206, headers: HEADERS, body: riff(), ...answer }));

describe('the media handler', () => {
  test('streams the recording with CORS for the requesting page', async () => {
    const { statusCode, headers, body } = await serving().handle(mediaEvent());
    expect(statusCode).toBe(206);
    expect(headers).toEqual({
      ...HEADERS,
      Vary: 'Origin',
      'Access-Control-Allow-Origin': 'https://flex.twilio.com',
      'Access-Control-Expose-Headers': 'Content-Range, Accept-Ranges, Content-Length, ETag',
    });
    expect((await collect(body)).toString()).toBe('RIFF');
  });

  test.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['a prefix of an allowed one', { Origin: 'https://flex.twilio.com.evil.example' }],
    ['the null origin', { Origin: 'null' }],
  ])('lets no page read from %s', async (_, headers) => {
    const answer = await serving().handle(mediaEvent({ headers }));
    expect(answer.headers).not.toHaveProperty('Access-Control-Allow-Origin');
    expect(answer.headers).toMatchObject({ Vary: 'Origin' });
  });

  test('answers a preflight without a call to another service', async () => {
    const { handle, requests } = serving();
    const answer = await handle(mediaEvent({ method: 'OPTIONS' }));
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      'Access-Control-Allow-Origin': 'https://flex.twilio.com',
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': 'range, if-range',
    });
    expect(await collect(answer.body)).toHaveLength(0);
    expect(requests).toEqual([]);
  });

  test('takes token, range and method from the client, and everything else from the gateway', async () => {
    const { handle, requests } = serving();
    await handle(mediaEvent({ method: 'HEAD', headers: { RANGE: 'bytes=0-3', 'if-range': '"e"' } }));
    expect(requests).toEqual([
      {
        method: 'HEAD',
        token: LINK_TOKEN,
        range: { range: 'bytes=0-3', ifRange: '"e"' },
        client: { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' },
        requestId: 'request-2',
      },
    ]);
  });

  test.each([
    ['empty', ''],
    ['too short', 'A'.repeat(42)],
    ['too long', 'A'.repeat(44)],
    ['percent-encoded', `${'A'.repeat(40)}%2F`],
    ['with a character that no token has', `${'A'.repeat(42)}=`],
    ['with a line feed', `${'A'.repeat(43)}\n`],
  ])('treats a token that is %s as missing', async (_, token) => {
    const { handle, requests } = serving();
    await handle(mediaEvent({ token }));
    expect(requests[0]?.token).toBeUndefined();
  });

  test('cuts a long user agent, and accepts none', async () => {
    const { handle, requests } = serving();
    await handle(mediaEvent({ userAgent: 'x'.repeat(10_000) }));
    await handle(mediaEvent({ userAgent: null }));
    expect(requests.map(({ client }) => client.userAgent.length)).toEqual([512, 0]);
  });

  test.each([
    ['forbidden', 403],
    ['range_required', 413],
    ['integrity_failed', 409],
    ['recording_changed', 409],
    ['recording_not_playable', 409],
    ['recording_key_unknown', 409],
    ['unavailable', 503],
    ['internal_error', 500],
  ] as const)('answers %s with %i and CORS, with the reason in the log only', async (code, status) => {
    const { handle, lines } = handlerWith(async () => fail(code, 'secret_reason'));
    const { statusCode, headers, body } = await handle(mediaEvent());
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      'Access-Control-Allow-Origin': 'https://flex.twilio.com',
      'Cache-Control': 'no-store',
    });
    const text = (await collect(body)).toString();
    expect(JSON.parse(text)).toMatchObject({ error: { code, request_id: 'request-2' } });
    expect(text).not.toContain('secret_reason');
    expect(lines.join()).toContain('secret_reason');
  });

  test('sends no body when HEAD is refused', async () => {
    const { handle } = handlerWith(async () => fail('forbidden', 'link_unknown'));
    const { statusCode, body } = await handle(mediaEvent({ method: 'HEAD' }));
    expect([statusCode, await collect(body)]).toEqual([403, Buffer.alloc(0)]);
  });

  test('answers 500 without the error’s message for a bug', async () => {
    const { handle, lines } = handlerWith(() => Promise.reject(new Error('bug with details')));
    const { statusCode, body } = await handle(mediaEvent());
    expect(statusCode).toBe(500);
    expect((await collect(body)).toString()).not.toContain('details');
    expect(lines.join()).toContain('bug with details');
  });

  test('logs a body that breaks off as unavailable, and breaks the response off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('RI');
      throw new Error('reset');
    }
    const { handle, lines } = serving({ body: broken() });
    const { body } = await handle(mediaEvent());
    await expect(collect(body)).rejects.toThrow('reset');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: 'unavailable', reason: 'reading_interrupted' });
  });

  test('breaks off when the link ends, and counts that separately from failures', async () => {
    async function* ended(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('RI');
      throw new LinkEnded();
    }
    const { handle, lines } = serving({ body: ended() });
    const { body } = await handle(mediaEvent());
    await expect(collect(body)).rejects.toThrow(LinkEnded);
    const [line] = lines.map(text => JSON.parse(text));
    expect(line).toMatchObject({ level: 'info', outcome: 'broken_off', reason: 'link_ended' });
    expect(line).not.toHaveProperty('Failures');
    // The metric belongs to the period in which Lambda counts the error of the invocation.
    expect([line.LinksEndedWhileStreaming, line._aws.Timestamp]).toEqual([1, 1_000]);
  });

  test('logs no part of the link', async () => {
    const { handle, lines } = serving();
    await collect((await handle(mediaEvent())).body);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(LINK_TOKEN);
  });
});

describe('what left with an answer', () => {
  const afterwardsOf = async (noteSent: MediaAnswer['noteSent']) => {
    const { handle, lines } = serving(noteSent && { noteSent });
    const { body, afterwards } = await handle(mediaEvent());
    await collect(body);
    await afterwards?.();
    return lines.map(line => JSON.parse(line)).filter(({ reason }) => reason !== undefined);
  };

  test('is noted by a step for afterwards, and a failure of it is logged and counted', async () => {
    expect(await afterwardsOf(async () => ok(undefined))).toEqual([]);
    expect(await afterwardsOf(async () => fail('unavailable', 'coverage_throttled'))).toMatchObject([
      { level: 'error', code: 'unavailable', reason: 'coverage_throttled', Failures: 1 },
    ]);
    expect(await afterwardsOf(async () => Promise.reject(new Error('bug')))).toMatchObject([
      { code: 'internal_error', reason: 'bug' },
    ]);
  });

  test('leaves nothing to do for an answer without a body', async () => {
    expect(await serving().handle(mediaEvent())).not.toHaveProperty('afterwards');
  });
});
