import { sha256Of } from '../../shared/sha256.ts';

/**
 * Returns an event id that follows from these texts alone, so that a second attempt writes the same event. In the form of a
 * UUIDv8, which RFC 9562 leaves to its user.
 */
export const derivedEventId = (texts: readonly string[]): string => {
  const hash = sha256Of(JSON.stringify(texts));
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) % 4) + 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
};
