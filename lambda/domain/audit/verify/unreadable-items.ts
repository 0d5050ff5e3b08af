import type { AuditItemKey } from '../chain/stored-item.ts';
import { type Finding, itemSubject } from './finding.ts';

/** An item of which the archive says that something could not be read. */
export interface UnreadableItem extends AuditItemKey {
  readonly attributes: readonly string[];
}

/** Names each such item: the digests cover the rest of it, and this product wrote none of them. */
export async function* unreadableItems(items: readonly UnreadableItem[]): AsyncGenerator<Finding> {
  for (const { attributes, ...key } of items) {
    const names = attributes.map(name => JSON.stringify(name)).join(', ');
    yield {
      kind: 'unreadable',
      subject: itemSubject(key),
      detail: `This product did not write it so: ${names} cannot be read. The digest covers the rest of the item.`,
    };
  }
}
