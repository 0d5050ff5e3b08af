import { SingleBar } from 'cli-progress';

/** Shows how far a long command is. On stderr, and only when a person watches: output that is piped stays clean. */
export interface Progress {
  /** Sets how much is done, and the total when it becomes known. */
  at(done: number, total?: number): void;
  /** Clears the line; the next `at` draws it again. */
  pause(): void;
  stop(): void;
}

const SILENT: Progress = { at: () => {}, pause: () => {}, stop: () => {} };

/** @param options.unit what is counted, such as `events`; with a total a bar is drawn, else a running number. */
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
