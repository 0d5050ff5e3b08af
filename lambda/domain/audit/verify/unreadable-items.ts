import type { StoredItemKey } from '../chain/stored-item.ts';
import { type Finding, itemFinding } from './finding.ts';

/** An item with attributes that could not be read when it was archived. */
export interface UnreadableItem extends StoredItemKey {
  readonly attributes: readonly string[];
}

/** Returns the finding about such an item. This product did not write it, but the digest covers its other attributes. */
export const unreadableFinding = ({ attributes, ...key }: UnreadableItem): Finding =>
  itemFinding(
    'unreadable',
    key,
    `These attributes cannot be read: ${attributes.map(name => JSON.stringify(name)).join(', ')}. This product does not write such items. The digest covers the rest of the item.`,
  );
