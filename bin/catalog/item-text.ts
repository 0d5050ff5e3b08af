import type { ReadCatalogItem } from '../../lambda/adapters/dynamodb/catalog-item.ts';
import type { S3Hold } from '../../lambda/domain/audit/events/rule-event.ts';
import { errorColours } from '../terminal/colours.ts';
import { note } from '../terminal/output.ts';
import { printable, printableJson } from '../terminal/printable.ts';
import { entryText } from './entry-text.ts';
import { holdSentence } from './hold/hold-change.ts';

/**
 * Formats an item for `show` and `set`: a table, or JSON with the names of unreadable attributes in `unreadable`.
 * @param more members that only the JSON has
 */
export const itemText = ({ entry, unreadable }: ReadCatalogItem, asJson: boolean, more: object = {}): string => {
  if (!asJson) return entryText(entry, unreadable);
  return `${printableJson({ ...entry, ...more, ...(unreadable.length > 0 && { unreadable }) }, 2)}\n`;
};

/** Says on stderr what S3 does for a hold. */
export const noteHold = (s3Hold: S3Hold): void => {
  const { protects, text } = holdSentence(s3Hold);
  note(protects ? `${text}\n` : `${errorColours.yellow('warning:')} ${text}\n`);
};

/** Warns on stderr about the unreadable attributes of an item, if any. */
export const warnOfUnreadable = ({ unreadable }: ReadCatalogItem): void => {
  if (unreadable.length === 0) return;
  const names = unreadable.map(name => `"${printable(name)}"`).join(', ');
  note(
    `${errorColours.yellow('warning:')} ${names} of this item has a wrong type, so nobody can play the recording. ` +
      'Correct it with "catalog set", or in the table.\n',
  );
};
