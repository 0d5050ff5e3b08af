import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * Returns a new UUIDv7. Passes the random bytes itself: the package would take them from Web Crypto, and Node would load Web
 * Crypto for that.
 */
export const newEventId = (): string => v7({ random: randomBytes(16) });
