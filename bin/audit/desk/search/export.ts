import type { StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { UsageError } from '../../../terminal/exit-code.ts';
import { eventShape } from '../../queries/event-columns.ts';
import { rowFormat } from '../../queries/row-format.ts';
import type { Endpoint } from '../api-answer.ts';
import type { DeskSources } from '../desk-sources.ts';
import { matchingEvents } from './search.ts';
import { parseSearch } from './search-question.ts';

const CONTENT_TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json' } as const;
const PIECE_EVENTS = 200;

/** Answers all events of a search as a file, newest first: `format` is `csv` or `json`, as on the command line. */
export const exportEndpoint =
  (sources: DeskSources): Endpoint =>
  async asked => {
    const format = asked.get('format');
    if (format !== 'csv' && format !== 'json') throw new UsageError('The format of an export is csv or json.');
    const question = parseSearch(asked, new Date());
    return {
      contentType: CONTENT_TYPES[format],
      fileName: `audit-events.${format}`,
      pieces: formatted(format, matchingEvents(sources, question)),
    };
  };

async function* formatted(format: 'csv' | 'json', events: AsyncIterable<StoredItem>): AsyncGenerator<string> {
  const rows = rowFormat(format, eventShape());
  yield rows.begin([], false);
  let piece: StoredItem[] = [];
  for await (const event of events) {
    piece.push(event);
    if (piece.length < PIECE_EVENTS) continue;
    yield rows.rows(piece);
    piece = [];
  }
  yield rows.rows(piece) + rows.end();
}
