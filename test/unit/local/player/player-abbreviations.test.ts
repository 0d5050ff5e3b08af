import { describe, expect, test } from 'vitest';
import { abbreviateAuthorization, abbreviateLink, clock } from '../../../../local/player/page/abbreviate.ts';

describe('the player page', () => {
  test('shows a presigned link without its credentials and signature', () => {
    const link =
      'http://127.0.0.1:9/bucket/AC1/RE1?X-Amz-Algorithm=A&X-Amz-Credential=SECRET1&X-Amz-Date=D&X-Amz-Expires=120' +
      '&X-Amz-Security-Token=SECRET2&X-Amz-Signature=SECRET3&X-Amz-SignedHeaders=host&x-audit-id=0199&new=SECRET4';
    const shown = abbreviateLink(link);
    expect(shown).not.toContain('SECRET');
    expect(shown).toContain('http://127.0.0.1:9/bucket/AC1/RE1?');
    expect(shown).toContain('x-audit-id=0199');
    expect(shown).toContain('X-Amz-Expires=120');
  });

  test('shows a streamed link without its token', () => {
    const shown = abbreviateLink('https://api.example.com/prod/media/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG');
    expect(shown).toBe('https://api.example.com/prod/media/abcd…');
  });

  test('shows nothing of a text that is not a URL', () => {
    expect(abbreviateLink('SECRET')).toBe('…');
  });

  test('shows only the start and the length of an Authorization header', () => {
    const shown = abbreviateAuthorization(`Basic ${'c2VjcmV0'.repeat(500)}`);
    expect(shown).toBe('Basic c2Vjcm… (4,006 characters)');
  });

  test.each([
    [0, '0:00'],
    [9.99, '0:09'],
    [754, '12:34'],
    [3729, '1:02:09'],
    [Number.NaN, '0:00'],
    [-3, '0:00'],
  ])('shows %d seconds as %s', (seconds, written) => {
    expect(clock(seconds)).toBe(written);
  });
});
