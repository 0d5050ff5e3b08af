import { expect, test } from 'vitest';
import { rulerMarks } from '../../../../../../local/player/page/wave/ruler-marks.ts';

test.each([
  [0, [0]],
  [3, [0, 1, 2, 3]],
  [12.9, [0, 5, 10]],
  [1_320, [0, 300, 600, 900, 1_200]],
  [7_200, [0, 1_800, 3_600, 5_400, 7_200]],
])('the ruler of %d seconds has few and round marks', (seconds, marks) => {
  expect(rulerMarks(seconds)).toEqual(marks);
});

test('the ruler of a whole day has at most seven marks', () => {
  expect(rulerMarks(86_400).length).toBeLessThanOrEqual(7);
});
