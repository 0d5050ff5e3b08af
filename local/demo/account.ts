import { createHash } from 'node:crypto';

/** Derives a SID of the demo account from a name: the same at every start, and in Twilio's format. */
export const demoSid = (prefix: 'AC' | 'CA' | 'CF' | 'CR' | 'RE' | 'WK' | 'WT', name: string): string =>
  prefix + createHash('sha256').update(`${prefix} ${name}`).digest('hex').slice(0, 32);

export const DEMO_ACCOUNT_SID = demoSid('AC', 'demo');
export const DEMO_BUCKET = 'demo-recordings';
/** The secret with the account's Twilio credentials. */
export const DEMO_SECRET_NAME = 'twilio/flex';
/** The secret with the API key that may attach recordings to tasks. */
export const DEMO_ATTACHER_SECRET_NAME = 'twilio/attacher';
