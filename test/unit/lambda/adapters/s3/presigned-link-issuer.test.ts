import { describe, expect, test } from 'vitest';
import { presignedLinkIssuer } from '../../../../../lambda/adapters/s3/presigned-link-issuer.ts';
import { grant } from '../../../../support/grant.ts';

const place = {
  region: 'eu-central-1',
  environment: {},
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
};

const prepare = async (bucket: string, changes: Parameters<typeof grant>[0] = {}) => {
  const prepared = await presignedLinkIssuer(place, bucket).prepare(grant(changes));
  if (!prepared.ok) throw new Error(prepared.error.reason);
  return { ...prepared.value, url: new URL(prepared.value.url()) };
};

describe('a presigned link', () => {
  test('names one object of the bucket, signed for its region, for the lifetime of the grant', async () => {
    const { url, expiresAt, delivery } = await prepare('recordings');
    expect(url.host).toBe('recordings.s3.eu-central-1.amazonaws.com');
    expect(url.pathname).toBe(`/AC${'0'.repeat(32)}/RE${'1'.repeat(32)}`);
    expect(url.searchParams.get('X-Amz-Credential')).toBe('AKIDEXAMPLE/20261124/eu-central-1/s3/aws4_request');
    expect(url.searchParams.get('X-Amz-Date')).toBe('20261124T023414Z');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('120');
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('session');
    expect(expiresAt.toISOString()).toBe('2026-11-24T02:36:14.123Z');
    expect(delivery).toBe('s3');
  });

  test('contains the id of its audit event, and fixes the response headers of S3', async () => {
    const { url } = await prepare('recordings');
    expect(url.searchParams.get('x-audit-id')).toBe(grant().eventId);
    expect(url.searchParams.get('response-content-type')).toBe('audio/wav');
    expect(url.searchParams.get('response-content-disposition')).toBe('inline');
    expect(url.searchParams.get('response-cache-control')).toBe('no-store');
    expect(url.searchParams.has('versionId')).toBe(false);
  });

  test('fixes the content type of an MP3', async () => {
    const { url } = await prepare('recordings', { object: { ...grant().object, contentType: 'audio/mpeg' } });
    expect(url.searchParams.get('response-content-type')).toBe('audio/mpeg');
  });

  test('is not made for an object that is not audio', async () => {
    const { contentType, ...object } = grant().object;
    expect(await presignedLinkIssuer(place, 'recordings').prepare(grant({ object }))).toMatchObject({
      ok: false,
      error: { code: 'internal_error', reason: 'no_audio_to_link_to' },
    });
  });

  test('names the version of a versioned object', async () => {
    const { url } = await prepare('recordings', { object: { ...grant().object, versionId: 'v 1/+' } });
    expect(url.searchParams.get('versionId')).toBe('v 1/+');
  });

  test('has a bucket name with dots in its path, because S3’s certificate does not cover such a host', async () => {
    const { url } = await prepare('recordings.example.com');
    expect(url.host).toBe('s3.eu-central-1.amazonaws.com');
    expect(url.pathname).toMatch(/^\/recordings\.example\.com\/AC0/);
  });

  test('escapes a key as S3 does before it checks the signature', async () => {
    const { url } = await prepare('recordings', { object: { ...grant().object, key: "calls (new)/it's/RE1+.wav" } });
    expect(url.pathname).toBe('/calls%20%28new%29/it%27s/RE1%2B.wav');
  });

  test('needs no activation', async () => {
    const { activate } = await prepare('recordings');
    expect(await activate()).toEqual({ ok: true, value: undefined });
  });

  test('fails with internal_error without credentials, and succeeds when there are some', async () => {
    const environment: Record<string, string> = {};
    const issuer = presignedLinkIssuer({ region: place.region, environment }, 'recordings');
    expect(await issuer.prepare(grant())).toMatchObject({
      ok: false,
      error: { code: 'internal_error', reason: 'presigning_failed' },
    });
    Object.assign(environment, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
    expect(await issuer.prepare(grant())).toMatchObject({ ok: true });
  });
});
