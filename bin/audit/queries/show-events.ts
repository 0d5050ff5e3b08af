import type { TimeRange } from '../../../lambda/domain/audit/chain/ports.ts';
import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { StreamFailure } from '../../../lambda/domain/audit/chain/stream-failure.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';
import { EXIT_CODE, type ExitCode } from '../../terminal/exit-code.ts';
import { printAndWait } from '../../terminal/output.ts';
import type { Progress } from '../../terminal/progress.ts';
import { heardRows } from '../heard/heard-rows.ts';
import { heardShape } from '../heard/heard-shape.ts';
import { eventShape, type NamedAttribute } from './event-columns.ts';
import type { QueryOptions } from './query-options.ts';
import { type RowShape, rowFormat } from './row-format.ts';

/** Number of rows that are printed together by default. */
const PIECE_ROWS = 200;

export interface ShowOptions extends Pick<QueryOptions, 'format' | 'limit' | 'heard' | 'localTime'> {
  /** With `heard`: the period in which the links were asked for. Default: rows are printed for each event, as it comes. */
  readonly asked?: TimeRange;
  /** Number of rows that are printed together. */
  readonly pieceRows?: number;
  /** The attribute that the query names, so that it is the same in all events. */
  readonly named?: NamedAttribute;
}

/**
 * Prints events as they are read, up to the limit; or, with `heard`, the links that they are about. Returns the exit code:
 * found or nothing. Throws `AwsError` when reading fails. The rows printed before that are correct, but incomplete.
 */
export const showEvents = (
  events: AsyncIterable<StoredItem>,
  { heard, asked, named, localTime, ...options }: ShowOptions,
  progress: Progress,
): Promise<ExitCode> =>
  heard
    ? showRows(heardRows(events, asked), heardShape({ named, localTime }), options, progress)
    : showRows(events, eventShape({ named, localTime }), options, progress);

const showRows = async <Row>(
  rows: AsyncIterable<Row>,
  shape: RowShape<Row>,
  { format, limit = Number.POSITIVE_INFINITY, pieceRows = PIECE_ROWS }: ShowOptions,
  progress: Progress,
): Promise<ExitCode> => {
  const text = rowFormat(format, shape);
  let shown = 0;
  let piece: Row[] = [];
  const flush = async (isLast: boolean) => {
    if (piece.length === 0) return;
    progress.pause();
    await printAndWait((shown === 0 ? text.begin(piece, isLast) : '') + text.rows(piece));
    shown += piece.length;
    piece = [];
  };
  try {
    for await (const row of rows) {
      piece.push(row);
      if (piece.length >= pieceRows) await flush(false);
      if (shown + piece.length >= limit) break;
    }
    await flush(true);
    await printAndWait(text.end());
  } catch (error) {
    throw error instanceof StreamFailure ? awsErrorOf(error.failure) : error;
  } finally {
    progress.stop();
  }
  return shown > 0 ? EXIT_CODE.found : EXIT_CODE.nothing;
};
