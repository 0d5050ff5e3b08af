import type { CatalogEntry } from '../../lambda/domain/catalog/catalog-entry.ts';
import { isEncrypted } from '../../lambda/domain/catalog/catalog-entry.ts';
import { type Cell, tableWriter } from '../terminal/table.ts';

/** Formats an entry as a table with one row for each fact. Unknown facts and unreadable attributes are shown as such. */
export const entryText = (entry: CatalogEntry, unreadable: readonly string[] = []): string => {
  const table = tableWriter([
    { title: 'fact', least: 18, overflow: 'wrap' },
    { title: 'value', least: 12, most: 200, overflow: 'wrap' },
  ]);
  const isUnreadable = entry.encryptionRaw !== undefined && !entry.encryption;
  const rows: (readonly [string, Cell['text'] | undefined, Cell['colour']?])[] = [
    ['recording', entry.recordingSid],
    ['account', entry.accountSid],
    ['call', entry.callSid],
    ['started', entry.startedAt?.toISOString()],
    ['duration', entry.durationSeconds === undefined ? undefined : `${entry.durationSeconds} s`],
    ['channels', entry.channels?.toString()],
    ['object key', entry.objectKey],
    ['status', entry.status],
    ['encrypted', yesOrNo(isEncrypted(entry))],
    [
      'public key',
      isUnreadable ? 'unreadable details, stored as received' : entry.encryption?.publicKeySid,
      isUnreadable ? 'red' : undefined,
    ],
    ['task', entry.taskSid],
    ['agent', entry.agentWorkerSid],
    ['queue', entry.queue],
    ['team', entry.team],
    ['tags', entry.tags?.join(', ')],
    ['restricted', yesOrNo(entry.restricted), entry.restricted ? 'yellow' : undefined],
    ['legal hold', yesOrNo(entry.held), entry.held ? 'yellow' : undefined],
    ...unreadable.map(name => ['unreadable', name, 'red'] as const),
  ];
  return (
    table.header() +
    table.rows(
      rows.map(([name, text, colour]) => [
        { text: name },
        text === undefined ? { text: 'unknown', colour: 'dim' } : { text, ...(colour && { colour }) },
      ]),
    )
  );
};

const yesOrNo = (fact: boolean | undefined): string | undefined =>
  fact === undefined ? undefined : fact ? 'yes' : 'no';
