import { byId, make } from '../../../../bin/pages/browser/dom.ts';
import { clock } from '../abbreviate.ts';
import { rulerMarks } from './ruler-marks.ts';

/** Writes the times below the waveform. */
export const drawRuler = (durationSeconds: number): void =>
  byId('ruler').replaceChildren(
    ...rulerMarks(durationSeconds).map(seconds => {
      const mark = make('span', { text: clock(seconds) });
      mark.style.left = `${(seconds / durationSeconds) * 100}%`;
      return mark;
    }),
  );
