import type { ReadCatalogItem } from '../../lambda/adapters/dynamodb/catalog-item.ts';
import { errorColours } from '../terminal/colours.ts';
import { note } from '../terminal/output.ts';
import { printable, printableJson } from '../terminal/printable.ts';
import { entryText } from './entry-text.ts';

/** An item as `show` and `set` print it: a table, or JSON with the names of what cannot be read in `unreadable`. */
export const itemText = ({ entry, unreadable }: ReadCatalogItem, asJson: boolean): string => {
  if (!asJson) return entryText(entry, unreadable);
  return `${printableJson({ ...entry, ...(unreadable.length > 0 && { unreadable }) }, 2)}\n`;
};

/** Says on stderr what is wrong with an item and what comes of it; silent when nothing is. */
export const warnOfUnreadable = ({ unreadable }: ReadCatalogItem): void => {
  if (unreadable.length === 0) return;
  const names = unreadable.map(name => `"${printable(name)}"`).join(', ');
  note(
    `${errorColours.yellow('warning:')} ${names} of this item has a wrong type, so nobody can play the recording. ` +
      'Correct it by "catalog set", or in the table.\n',
  );
};
