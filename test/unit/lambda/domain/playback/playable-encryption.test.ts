import { describe, expect, test } from 'vitest';
import { linksByDelivery } from '../../../../../lambda/domain/playback/link/links-by-delivery.ts';
import { playableEncryption } from '../../../../../lambda/domain/playback/playable-encryption.ts';
import type { LinkIssuer } from '../../../../../lambda/domain/playback/ports.ts';
import { ok } from '../../../../../lambda/domain/shared/result.ts';
import { grant } from '../../../../support/grant.ts';
import { encryptedVector } from '../../../../support/vectors.ts';

const { details } = encryptedVector('rsa2048');
const { recordingSid } = grant();
const known = new Set([details.publicKeySid]);
const unknown = (reason: string) => ({ ok: false, error: { code: 'recording_key_unknown', reason } });

describe('playableEncryption', () => {
  test.each([
    ['nothing is known about', undefined],
    ['is plain', { recordingSid, status: 'completed' }],
  ])('returns no details for a recording that %s', (_, entry) => {
    expect(playableEncryption(entry, known)).toEqual({ ok: true, value: undefined });
  });

  test('returns the details when the public key is configured', () => {
    expect(playableEncryption({ recordingSid, encryption: details }, known)).toEqual({ ok: true, value: details });
  });

  test('refuses a public key that is not configured', () => {
    expect(playableEncryption({ recordingSid, encryption: details }, new Set())).toEqual(
      unknown('recording_key_unknown'),
    );
  });

  test('refuses unreadable details, and does not treat the recording as plain', () => {
    expect(playableEncryption({ recordingSid, encryptionRaw: ['{'] }, known)).toEqual(
      unknown('encryption_details_unreadable'),
    );
  });
});

describe('linksByDelivery', () => {
  const issuer = (name: 's3' | 'stream'): LinkIssuer => ({
    prepare: async () =>
      ok({ url: () => name, delivery: name, expiresAt: new Date(0), activate: async () => ok(undefined) }),
  });
  const both = { s3: issuer('s3'), stream: issuer('stream') };
  const issuedFor = async (links: LinkIssuer, encrypted: boolean) => {
    const prepared = await links.prepare(grant(encrypted ? { encryption: details } : {}));
    return prepared.ok ? prepared.value.url() : prepared.error.reason;
  };

  test.each([
    ['plain', false, 's3', 's3'],
    ['plain', false, 'stream', 'stream'],
    ['encrypted', true, 's3', 'stream'],
    ['encrypted', true, 'stream', 'stream'],
  ] as const)(
    'delivers a %s recording (encrypted: %s) configured for %s by %s',
    async (_, encrypted, delivery, used) => {
      expect(await issuedFor(linksByDelivery(both, delivery), encrypted)).toBe(used);
    },
  );

  test('fails for an encrypted recording when streaming is not configured', async () => {
    expect(await issuedFor(linksByDelivery({ s3: issuer('s3') }, 's3'), true)).toBe('no_media_endpoint');
  });
});
