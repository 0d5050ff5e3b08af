import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KEYS, parsePlaybackConfig } from '../../../../lib/config/parse-playback-config.ts';

const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
const section = readme.split('## Configuration')[1]?.split('\n## ')[0] ?? '';
const rows = [...section.matchAll(/^\| *`(\w+)` *\|[^|]*\|([^|]*)\|/gm)];

test('the README lists exactly the existing keys', () => {
  expect(rows.map(([, key]) => key)).toEqual(KEYS);
});

test('the README shows the actual defaults', () => {
  const defaults: Record<string, unknown> = {
    ...parsePlaybackConfig({ accountSid: `AC${'0'.repeat(32)}`, bucketName: 'recordings' }),
    accountSid: undefined,
    bucketName: undefined,
  };
  for (const [, key = '', cell = ''] of rows) {
    const written = /^ *`(.*)` *$/.exec(cell)?.[1];
    expect([key, written && JSON.parse(written)]).toEqual([key, defaults[key]]);
  }
});
