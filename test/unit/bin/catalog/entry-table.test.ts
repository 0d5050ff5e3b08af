import { afterEach, describe, expect, test, vi } from 'vitest';
import { entryText } from '../../../../bin/catalog/entry-text.ts';
import type { RecordingSid } from '../../../../lambda/domain/shared/recording-sid.ts';

afterEach(() => vi.unstubAllEnvs());

describe.each(['60', '80', '140'])('a catalog entry in a pipe that is %s columns wide', columns => {
  test('fits into the width and shows every fact', () => {
    vi.stubEnv('COLUMNS', columns);
    const tags = Array.from({ length: 40 }, (_, index) => `tag-${index}`);
    const text = entryText({ recordingSid: `RE${'1'.repeat(32)}` as RecordingSid, tags }, ['__proto__'.repeat(30)]);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(Number(columns));
    const words = text.replace(/\s+/g, '');
    expect(words).toContain(tags.join(','));
    expect(words).toContain('__proto__'.repeat(30));
    expect(text).not.toContain('…');
  });
});
