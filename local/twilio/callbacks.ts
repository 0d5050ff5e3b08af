import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { type ConnectionOverrides, type DeliveryFailure, parseConnectionOverrides } from './connection-overrides.ts';
import type { TwilioAccount } from './credentials.ts';

/** A callback to send: its address, its retries and its form fields. */
export interface CallbackOrder {
  readonly overrides: ConnectionOverrides;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Parses an order. Returns undefined when it is malformed, its address is not on this machine, or Twilio does not know its
 * retry settings.
 */
export const parseCallbackOrder = (value: unknown): CallbackOrder | undefined => {
  const { url, fields } = (value ?? {}) as { url?: unknown; fields?: unknown };
  if (typeof url !== 'string' || !URL.canParse(url) || typeof fields !== 'object' || fields === null) return undefined;
  if (!/^(127\.0\.0\.1|localhost)$/.test(new URL(url).hostname)) return undefined;
  const overrides = parseConnectionOverrides(url);
  if (!overrides) return undefined;
  return {
    overrides,
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  };
};

/** The result of a callback. */
export interface CallbackDelivery {
  /** The status of the last answer; null without an answer. */
  readonly status: number | null;
  /** The number of attempts; absent after a single attempt. */
  readonly attempts?: number;
}

/** Twilio's time limit for all attempts together. */
const TOTAL_MS = 15_000;

/**
 * Posts a callback as Twilio does, signed by Twilio's own package, and retries it according to the fragment of its URL. The
 * fragment is neither sent nor signed.
 */
export const sendCallback = async (account: TwilioAccount, order: CallbackOrder): Promise<CallbackDelivery> => {
  const { address, retries, retriesAfter } = order.overrides;
  const fields = { AccountSid: account.accountSid, ...order.fields };
  const request = {
    method: 'POST',
    headers: { 'x-twilio-signature': getExpectedTwilioSignature(account.authToken, address, fields) },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(TOTAL_MS),
  };
  for (let attempts = 1; ; attempts++) {
    const { status, failure } = await postOnce(address, request);
    const isLast = attempts > retries || request.signal.aborted;
    if (!failure || isLast || !retriesAfter.includes(failure)) return { status, ...(attempts > 1 && { attempts }) };
  }
};

const postOnce = async (
  address: string,
  request: RequestInit,
): Promise<{ readonly status: number | null; readonly failure: DeliveryFailure | undefined }> => {
  try {
    const response = await fetch(address, request);
    await response.arrayBuffer();
    const failure = response.status >= 500 ? '5xx' : response.status >= 400 ? '4xx' : undefined;
    return { status: response.status, failure };
  } catch (error) {
    return { status: null, failure: (error as Error).name === 'TimeoutError' ? 'rt' : 'ct' };
  }
};
