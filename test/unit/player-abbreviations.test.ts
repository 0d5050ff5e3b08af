import { describe, expect, it } from 'vitest';
import { abbreviateAuthorization, abbreviateLink, clock } from '../../local/player/page/abbreviate.ts';

describe('what the player shows an audience', () => {
  it('leaves of a presigned link nothing that lets anybody in', () => {
    const link =
      'http://127.0.0.1:9/bucket/AC1/RE1?X-Amz-Algorithm=A&X-Amz-Credential=SECRET1&X-Amz-Date=D&X-Amz-Expires=120' +
      '&X-Amz-Security-Token=SECRET2&X-Amz-Signature=SECRET3&X-Amz-SignedHeaders=host&x-audit-id=0199&new=SECRET4';
    const shown = abbreviateLink(link);
    expect(shown).not.toContain('SECRET');
    expect(shown).toContain('http://127.0.0.1:9/bucket/AC1/RE1?');
    expect(shown).toContain('x-audit-id=0199');
    expect(shown).toContain('X-Amz-Expires=120');
  });

  it('cuts the key out of a streamed link', () => {
    const shown = abbreviateLink('https://api.example.com/prod/media/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG');
    expect(shown).toBe('https://api.example.com/prod/media/abcd…');
  });

  it('shows nothing of what is no link', () => {
    expect(abbreviateLink('SECRET')).toBe('…');
  });

  it('shows the scheme of an Authorization header and how long it is', () => {
    const shown = abbreviateAuthorization(`Basic ${'c2VjcmV0'.repeat(500)}`);
    expect(shown).toBe('Basic c2Vjcm… (4,006 characters)');
  });

  it.each([
    [0, '0:00'],
    [9.99, '0:09'],
    [754, '12:34'],
    [3729, '1:02:09'],
    [Number.NaN, '0:00'],
    [-3, '0:00'],
  ])('writes %d seconds as %s', (seconds, written) => {
    expect(clock(seconds)).toBe(written);
  });
});
