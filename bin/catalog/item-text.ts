import type { ReadCatalogItem } from '../../lambda/adapters/dynamodb/catalog-item.ts';
import { errorColours } from '../terminal/colours.ts';
import { note } from '../terminal/output.ts';
import { printable, printableJson } from '../terminal/printable.ts';
import { entryText } from './entry-text.ts';

/** Formats an item for `show` and `set`: a table, or JSON with the names of unreadable attributes in `unreadable`. */
export const itemText = ({ entry, unreadable }: ReadCatalogItem, asJson: boolean): string => {
  if (!asJson) return entryText(entry, unreadable);
  return `${printableJson({ ...entry, ...(unreadable.length > 0 && { unreadable }) }, 2)}\n`;
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
