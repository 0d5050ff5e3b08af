import type { StoredItem } from '../../../lambda/domain/audit/chain/stored-item.ts';
import { StreamFailure } from '../../../lambda/domain/audit/chain/stream-failure.ts';
import { awsErrorOf } from '../../deployment/aws-clients.ts';
import { EXIT_CODE, type ExitCode } from '../../terminal/exit-code.ts';
import { printAndWait } from '../../terminal/output.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { NamedAttribute } from './event-columns.ts';
import { eventFormat } from './event-format.ts';
import type { QueryOptions } from './query-options.ts';

/** Number of events that are printed together by default. */
const PIECE_EVENTS = 200;

export interface ShowOptions extends Pick<QueryOptions, 'format' | 'limit'> {
  readonly pieceEvents?: number;
  /** The attribute that the query names, so that it is the same in all events. */
  readonly named?: NamedAttribute;
}

/**
 * Prints events as they are read, up to the limit. Returns the exit code: found or nothing.
 * Throws `AwsError` when reading fails. The events printed before that are correct, but incomplete.
 */
export const showEvents = async (
  events: AsyncIterable<StoredItem>,
  { format, limit = Number.POSITIVE_INFINITY, pieceEvents = PIECE_EVENTS, named }: ShowOptions,
  progress: Progress,
): Promise<ExitCode> => {
  const text = eventFormat(format, named);
  let shown = 0;
  let piece: StoredItem[] = [];
  const flush = async (isLast: boolean) => {
    if (piece.length === 0) return;
    progress.pause();
    await printAndWait((shown === 0 ? text.begin(piece, isLast) : '') + text.events(piece));
    shown += piece.length;
    piece = [];
  };
  try {
    for await (const event of events) {
      piece.push(event);
      if (piece.length >= pieceEvents) await flush(false);
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
