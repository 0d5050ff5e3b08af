import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { TwilioAccount } from './credentials.ts';

/** A callback to send: where to, and its form fields. */
export interface CallbackOrder {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The order as someone wrote it; undefined when it is none, or goes elsewhere than to this machine. */
export const callbackOrder = (value: unknown): CallbackOrder | undefined => {
  const { url, fields } = (value ?? {}) as { url?: unknown; fields?: unknown };
  if (typeof url !== 'string' || !URL.canParse(url) || typeof fields !== 'object' || fields === null) return undefined;
  if (!/^(127\.0\.0\.1|localhost)$/.test(new URL(url).hostname)) return undefined;
  return { url, fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])) };
};

/** Posts a callback as Twilio does, signed by Twilio's own package, and tells the status of the answer. */
export const sendCallback = async (account: TwilioAccount, { url, fields }: CallbackOrder): Promise<number> => {
  const complete = { AccountSid: account.accountSid, ...fields };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': getExpectedTwilioSignature(account.authToken, url, complete) },
    body: new URLSearchParams(complete),
  });
  await response.arrayBuffer();
  return response.status;
};
