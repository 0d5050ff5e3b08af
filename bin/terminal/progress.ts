import { SingleBar } from 'cli-progress';

/** Shows the progress of a long command on stderr, and only if stderr is a terminal. */
export interface Progress {
  /** Sets the number of finished units, and the total once it is known. */
  at(done: number, total?: number): void;
  /** Clears the line; the next `at` draws it again. */
  pause(): void;
  stop(): void;
}

const SILENT: Progress = { at: () => {}, pause: () => {}, stop: () => {} };

/**
 * Starts a progress display: a bar if the total is known, otherwise a running number.
 * @param options.unit the counted unit, such as `events`
 */
export const startProgress = (options: {
  readonly label: string;
  readonly unit: string;
  readonly total?: number;
}): Progress => {
  if (!process.stderr.isTTY) return SILENT;
  const format = (total: number) =>
    total > 0
      ? `${options.label} {bar} {value}/{total} ${options.unit} | {eta_formatted} left`
      : `${options.label} {value} ${options.unit} | {duration_formatted}`;
  let total = options.total ?? 0;
  let bar: SingleBar | undefined;
  return {
    at: (done, newTotal) => {
      if (newTotal !== undefined && newTotal !== total) {
        bar?.stop();
        bar = undefined;
        total = newTotal;
      }
      if (!bar) {
        bar = new SingleBar({ format: format(total), stream: process.stderr, clearOnComplete: true, hideCursor: true });
        bar.start(total, done);
      }
      bar.update(done);
    },
    pause: () => {
      bar?.stop();
      bar = undefined;
    },
    stop: () => bar?.stop(),
  };
};
