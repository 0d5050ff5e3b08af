const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];
/** So few that the labels do not touch on a telephone. */
const MOST_STEPS = 6;

/** The times of the marks of a ruler, seconds: round ones, the start included, at most seven. */
export const rulerMarks = (durationSeconds: number): number[] => {
  const step = STEPS_SECONDS.find(seconds => durationSeconds / seconds <= MOST_STEPS) ?? durationSeconds / MOST_STEPS;
  if (!(step > 0)) return [0];
  return Array.from({ length: Math.floor(durationSeconds / step) + 1 }, (_, mark) => mark * step);
};
