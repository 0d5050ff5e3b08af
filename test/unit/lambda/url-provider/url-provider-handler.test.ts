import { describe, expect, test } from 'vitest';
import type { PlaybackRequest } from '../../../../lambda/domain/playback/playback-request.ts';
import type { ReleasedLink } from '../../../../lambda/domain/playback/release-link.ts';
import type { Failure, FailureCode } from '../../../../lambda/domain/shared/failure.ts';
import { err, ok, type Result } from '../../../../lambda/domain/shared/result.ts';
import { requestLog } from '../../../../lambda/shell/request-log.ts';
import { urlProviderHandler } from '../../../../lambda/url-provider/handler.ts';
import { basicAuthorization, playbackEvent, RECORDING_SID } from '../../../support/playback-event.ts';

const LINK = 'https://bucket.example/key?X-Amz-Signature=secret';

const wire = (playRecording: (request: PlaybackRequest) => Promise<Result<ReleasedLink, Failure>>) => {
  const lines: Record<string, unknown>[] = [];
  const requests: PlaybackRequest[] = [];
  const handler = urlProviderHandler({
    playRecording: request => {
      requests.push(request);
      return playRecording(request);
    },
    log: requestLog(
      line => lines.push(JSON.parse(line)),
      () => new Date('2026-11-24T00:00:00Z'),
    ),
  });
  return { handler, lines, requests };
};

const PUBLIC_TABLE: [FailureCode, number, Record<string, string>][] = [
  ['invalid_request', 400, {}],
  ['unauthenticated', 401, {}],
  ['forbidden', 403, {}],
  ['recording_not_found', 404, { 'Retry-After': '30' }],
  ['recording_archived', 409, {}],
  ['recording_not_playable', 409, {}],
  ['recording_key_unknown', 409, {}],
  ['unavailable', 503, { 'Retry-After': '2' }],
  ['internal_error', 500, {}],
];

describe('the url-provider', () => {
  test('answers with only the media URL, and forbids caching', async () => {
    const { handler, requests } = wire(async () => ok({ url: LINK, eventId: 'event-1' }));
    const response = await handler(playbackEvent());
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(response.body)).toEqual({ media_url: LINK });
    expect(response.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(requests).toMatchObject([{ recordingSid: RECORDING_SID, token: 'a.b.c.d.e' }]);
  });

  test.each(PUBLIC_TABLE)('answers %s with %i, without the reason', async (code, status, headers) => {
    const { handler, lines } = wire(async () => err({ code, reason: 'inner_reason', cause: new Error('inner cause') }));
    const response = await handler(playbackEvent());
    expect(response.statusCode).toBe(status);
    expect(response.headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
    expect(JSON.parse(response.body)).toEqual({
      error: { code, message: expect.stringMatching(/\w/), request_id: 'request-1' },
    });
    expect(response.body).not.toContain('inner');
    expect(lines).toMatchObject([{ code, reason: 'inner_reason', cause: { message: 'inner cause' } }]);
  });

  test('sends no request to Twilio, S3 or DynamoDB for a malformed request', async () => {
    const { handler, requests } = wire(async () => ok({ url: LINK, eventId: 'event-1' }));
    expect((await handler(playbackEvent({ query: 'recording_sid=RE1' }))).statusCode).toBe(400);
    expect((await handler(playbackEvent({ authorization: 'Basic !' }))).statusCode).toBe(401);
    expect(requests).toEqual([]);
  });

  test('answers 500 without details for a bug, and logs the error', async () => {
    const { handler, lines } = wire(async () => {
      throw new TypeError('undefined is not a function');
    });
    const response = await handler(playbackEvent());
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('undefined');
    expect(lines).toMatchObject([
      { level: 'error', code: 'internal_error', reason: 'bug', cause: { name: 'TypeError' } },
    ]);
  });

  test('counts each failure once, by its code, in the embedded metric format', async () => {
    const { handler, lines } = wire(async () => err({ code: 'unavailable', reason: 's3_timeout' }));
    await handler(playbackEvent());
    expect(lines).toMatchObject([
      {
        code: 'unavailable',
        Failures: 1,
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'FlexSecurePlayback',
              Dimensions: [['stack', 'code']],
              Metrics: [{ Name: 'Failures', Unit: 'Count' }],
            },
          ],
        },
      },
    ]);
  });

  test('logs one line per request, with ids and without token, header or link', async () => {
    const canary = 'canary-5e5f';
    const { handler, lines } = wire(async () => ok({ url: `https://b.example/?sig=${canary}`, eventId: 'event-1' }));
    await handler(
      playbackEvent({ authorization: basicAuthorization(canary), query: `recording=${RECORDING_SID}&x=${canary}` }),
    );
    await handler(playbackEvent({ authorization: `Basic ${canary}!`, query: `recording=${RECORDING_SID}` }));
    await handler(playbackEvent({ query: `recording=${canary}` }));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ outcome: 'released', recording_sid: RECORDING_SID, event_id: 'event-1' });
    const written = JSON.stringify(lines);
    expect(written).not.toContain(canary);
    expect(written).not.toContain(Buffer.from(`token:${canary}`).toString('base64'));
  });
});
