import { describe, expect, test } from 'vitest';
import { presignedLinkIssuer } from '../../lambda/adapters/s3/presigned-link-issuer.ts';
import { leaseLinkIssuer } from '../../lambda/domain/playback/lease-link-issuer.ts';
import type { Grant } from '../../lambda/domain/playback/link/link.ts';
import { linksByDelivery } from '../../lambda/domain/playback/link/links-by-delivery.ts';
import type { LinkIssuer } from '../../lambda/domain/playback/ports.ts';
import { memoryLinks } from '../fakes/memory-links.ts';
import { grant } from '../support/grant.ts';
import { encryptedVector } from '../support/vectors.ts';

const s3 = () =>
  presignedLinkIssuer(
    {
      region: 'eu-central-1',
      environment: {},
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
    },
    'recordings',
  );
const stream = (links = memoryLinks()) => leaseLinkIssuer(links.leases, 'https://media.example/v1/media');

const IMPLEMENTATIONS: [string, () => LinkIssuer][] = [
  ['S3', s3],
  ['leases', () => stream()],
  ['the configured delivery s3', () => linksByDelivery({ s3: s3(), stream: stream() }, 's3')],
  ['the configured delivery stream', () => linksByDelivery({ s3: s3(), stream: stream() }, 'stream')],
];

const prepare = async (issuer: LinkIssuer, changes: Partial<Grant> = {}) => {
  const prepared = await issuer.prepare(grant(changes));
  if (!prepared.ok) throw new Error(prepared.error.reason);
  return prepared.value;
};

describe.each(IMPLEMENTATIONS)('the link issuer for %s', (_, make) => {
  test.each([30, 120, 43_200])('prepares an HTTPS link that lives for at most %i seconds', async ttlSeconds => {
    const { url, expiresAt } = await prepare(make(), { ttlSeconds });
    const livesMs = expiresAt.getTime() - grant().issuedAt.getTime();
    expect(new URL(url()).protocol).toBe('https:');
    expect(livesMs).toBeLessThanOrEqual(ttlSeconds * 1_000);
    expect(livesMs).toBeGreaterThan((ttlSeconds - 1) * 1_000);
  });

  test('has nothing about the caller in the link', async () => {
    const { url } = await prepare(make());
    const { workerSid, identity, realmUserId, tokenFingerprint } = grant().caller;
    for (const text of [workerSid, identity, realmUserId, tokenFingerprint]) {
      expect(decodeURIComponent(url())).not.toContain(text);
    }
  });

  test('prepares another link for another grant', async () => {
    const issuer = make();
    const first = await prepare(issuer);
    const second = await prepare(issuer, { eventId: '01939d5e-0000-7000-8000-0000000000bb' });
    expect(second.url()).not.toBe(first.url());
  });

  test('prepares a link that can be activated', async () => {
    const { activate } = await prepare(make());
    expect(await activate()).toEqual({ ok: true, value: undefined });
  });
});

describe('a link with a lease', () => {
  test('has no lease before it is activated', async () => {
    const links = memoryLinks();
    const { activate } = await prepare(stream(links));
    expect(links.stored.size).toBe(0);
    await activate();
    expect(links.stored.size).toBe(1);
  });
});

describe('the link issuer of a deployment', () => {
  const { details } = encryptedVector('rsa2048');

  test.each(['s3', 'stream'] as const)('streams encrypted recordings when the delivery is %s', async delivery => {
    const issuer = linksByDelivery({ s3: s3(), stream: stream() }, delivery);
    expect(await prepare(issuer, { encryption: details })).toMatchObject({ delivery: 'stream' });
    expect(await prepare(issuer)).toMatchObject({ delivery });
  });

  test('fails with internal_error when a recording must be streamed and there is no media endpoint', async () => {
    const issuer = linksByDelivery({ s3: s3() }, 's3');
    expect(await issuer.prepare(grant({ encryption: details }))).toEqual({
      ok: false,
      error: { code: 'internal_error', reason: 'no_media_endpoint' },
    });
  });
});
