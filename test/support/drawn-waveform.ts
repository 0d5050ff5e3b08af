import type { Page } from 'playwright-core';

/** One channel of the waveform on screen. */
export interface DrawnRow {
  readonly colour: readonly number[];
  readonly tallestPx: number;
  /** The number of columns with a bar of more than a quarter of the height. */
  readonly columns: number;
}

/** The rows of the waveform's canvases: the tallest bar, its colour, and how much of the row is drawn. */
export const drawnRows = (page: Page): Promise<DrawnRow[]> =>
  page.locator('#wave-canvas [part=canvases] canvas').evaluateAll((canvases: Canvas[]) =>
    canvases.map(canvas => {
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
      let tallestPx = 0;
      let columns = 0;
      let colour: number[] = [];
      for (let x = 0; x < width; x += 1) {
        let barPx = 0;
        for (let y = 0; y < height; y += 1) if ((data[4 * (y * width + x) + 3] ?? 0) === 255) barPx += 1;
        if (barPx > height / 4) columns += 1;
        if (barPx <= tallestPx) continue;
        tallestPx = barPx;
        const middle = 4 * (Math.floor(height / 2) * width + x);
        colour = [data[middle] ?? 0, data[middle + 1] ?? 0, data[middle + 2] ?? 0];
      }
      return { colour, tallestPx, columns };
    }),
  );

interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}
