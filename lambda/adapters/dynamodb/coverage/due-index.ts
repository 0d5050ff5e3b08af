/** Name of the index by the time at which a link is due. */
export const DUE_INDEX = 'by-due';

/** Shards of that index. DynamoDB allows 1,000 writes a second in one partition. */
export const DUE_SHARDS = ['0', '1', '2', '3'] as const;

/** Returns the shard of a link. Its hash is random, so the shards fill evenly. */
export const dueShard = (linkHash: string): string =>
  String(Number.parseInt(linkHash.slice(-1), 16) % DUE_SHARDS.length);
