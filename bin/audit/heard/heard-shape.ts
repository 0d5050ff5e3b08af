import type { HeardLink } from '../../../lambda/domain/heard/heard-link.ts';
import { heardText, rangesText } from '../../../lambda/domain/heard/heard-text.ts';
import type { Cell } from '../../terminal/table.ts';
import { timeColumn, timeText } from '../../terminal/time-text.ts';
import type { TableColumnOptions } from '../queries/event-columns.ts';
import type { RowColumn, RowShape } from '../queries/row-format.ts';

/** Returns how links are printed. */
export const heardShape = ({ named, localTime = false }: TableColumnOptions): RowShape<HeardLink> => ({
  columns: [askedColumn(localTime), ...COLUMNS].filter(({ title }) => title !== TITLE_OF[named ?? 'none']),
  csvColumns: FIELDS.map(([name]) => name),
  csvCells: link => FIELDS.map(([, value]) => csvText(value(link))),
  json: link =>
    Object.fromEntries(FIELDS.map(([name, value]) => [name, value(link)]).filter(([, value]) => value !== undefined)),
});

const TITLE_OF = { recording: 'RECORDING', user: 'WHO', none: undefined };

const askedColumn = (localTime: boolean): RowColumn<HeardLink> => ({
  ...timeColumn('ASKED', localTime),
  cell: ({ askedAt }) => ({ text: timeText(askedAt, localTime) }),
});

const COLUMNS: readonly RowColumn<HeardLink>[] = [
  { ...{ title: 'HEARD', least: 22, good: 34, most: 48, overflow: 'wrap' }, cell: link => heardCell(link) },
  { ...{ title: 'WHO', least: 16, good: 24, most: 32, overflow: 'wrap' }, cell: ({ who }) => ({ text: who }) },
  {
    ...{ title: 'PART', least: 11, good: 20, most: 48, overflow: 'wrap', rank: 1 },
    cell: link => ({ text: partText(link) }),
  },
  {
    ...{ title: 'RECORDING', least: 17, good: 34, overflow: 'wrap', rank: 2 },
    cell: ({ recordingSid }) => ({ text: recordingSid }),
  },
  { ...{ title: 'FROM', least: 15, overflow: 'wrap', rank: 3 }, cell: ({ sourceIp }) => ({ text: sourceIp }) },
];

const heardCell = (link: HeardLink): Cell => ({
  text: heardText(link),
  ...(link.requests > 0 ? { colour: 'green' as const } : link.state === 'not_used' && { colour: 'dim' as const }),
  ...(link.otherAddress && { notes: ['from another address'] }),
});

/** The parts of S3 are assumed to follow one another: the log does not say which part was sent. */
const partText = ({ ranges, precision }: HeardLink): string =>
  ranges.length > 0 && precision === 'at_most' ? `about ${rangesText(ranges)}` : rangesText(ranges);

/** The fields of CSV and JSON, named like the attributes of events. */
const FIELDS: readonly (readonly [name: string, value: (link: HeardLink) => unknown])[] = [
  ['asked_at', link => link.askedAt],
  ['heard', heardText],
  ['state', link => link.state],
  ['who', link => link.who],
  ['worker_sid', link => link.workerSid],
  ['recording_sid', link => link.recordingSid],
  ['link_event_id', link => link.linkEventId],
  ['delivery', link => link.delivery],
  ['link_expires_at', link => link.expiresAt],
  ['revoked_at', link => link.revokedAt],
  ['first_at', link => link.firstAt],
  ['last_at', link => link.lastAt],
  ['requests', link => link.requests],
  ['bytes', link => link.bytes],
  ['heard_seconds', link => link.heardSeconds],
  ['recording_seconds', link => link.recordingSeconds],
  ['heard_ranges', link => link.ranges],
  ['precision', link => link.precision],
  ['source_ip', link => link.sourceIp],
  ['other_address', link => link.otherAddress || undefined],
];

const csvText = (value: unknown): string =>
  Array.isArray(value) ? value.map(range => range.join('-')).join(' ') : String(value ?? '');
