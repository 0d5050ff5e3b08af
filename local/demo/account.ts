import { createHash } from 'node:crypto';

/** A SID of the demo account: the same at every start, and shaped like Twilio's. */
export const demoSid = (prefix: 'AC' | 'CA' | 'RE' | 'WK', name: string): string =>
  prefix + createHash('sha256').update(`${prefix} ${name}`).digest('hex').slice(0, 32);

export const DEMO_ACCOUNT_SID = demoSid('AC', 'demo');
export const DEMO_BUCKET = 'demo-recordings';
/** Secret with the account's Twilio credentials. */
export const DEMO_SECRET_NAME = 'twilio/flex';
