import { createHash } from 'node:crypto';

/** A recording SID made from a name. Different names give different SIDs. */
export const freshSid = (name: string): string => `RE${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
