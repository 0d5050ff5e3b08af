import { expect, test } from 'vitest';
import { fourWindows } from '../../../../../support/four-windows.ts';

test('the newest digest of a range can be noted and found again later', async () => {
  const { stage } = await fourWindows();
  const { head } = await stage.verify('03:05');
  expect(head).toMatchObject({
    window: { from: '2026-11-24T02:45:00.000Z' },
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await stage.digest('03:35');
  const later = await stage.verify('03:35', { expectHead: head?.sha256 });
  expect(later.named).toEqual([]);
  expect(later.head?.sha256).not.toBe(head?.sha256);
});

test('a noted digest is reported as missing when it was deleted and written again for a changed table', async () => {
  const { stage, item } = await fourWindows();
  const { head } = await stage.verify('03:05');
  stage.trail.delete(item(3));
  for (const key of [...stage.archive.objects.keys()]) if (key.includes('T0245')) stage.archive.objects.delete(key);
  await stage.digest('03:05');

  expect((await stage.verify('03:05')).named).toEqual([]);
  const noted = await stage.verify('03:05', { expectHead: head?.sha256 });
  expect(noted.named).toEqual([`missing digest ${head?.sha256}`]);
});

test('a noted digest outside the verified range is not found', async () => {
  const { stage } = await fourWindows();
  const { head } = await stage.verify('03:05');
  const earlier = await stage.verify('03:05', { until: new Date('2026-11-24T02:30:00Z'), expectHead: head?.sha256 });
  expect(earlier.findings).toHaveLength(1);
});
