import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalStack } from '../../local/stack.ts';
import { askFor, auditTrail } from '../support/playback-client.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'start-data-test-')), 'made', 'when needed');
});

afterEach(() => rm(join(dataDir, '../..'), { recursive: true }));

test('a data folder keeps the audit trail and the recordings from one start to the next', async () => {
  const play = async () => {
    const stack = await startLocalStack({ dataDir });
    const { description } = stack;
    const sid = description.recordings[0]?.sid ?? '';
    const { body } = await askFor(description, sid, description.tokens.supervisor);
    const media = await fetch(body.media_url ?? '');
    const seen = {
      status: media.status,
      modified: media.headers.get('last-modified'),
      trail: await auditTrail(description),
    };
    await media.arrayBuffer();
    await stack.close();
    return seen;
  };
  const first = await play();
  const second = await play();
  expect(first.trail).toHaveLength(1);
  expect(second.trail).toHaveLength(2);
  expect(second.trail[0]).toEqual(first.trail[0]);
  expect(second.status).toBe(200);
  expect(second.modified).toBe(first.modified);
});
