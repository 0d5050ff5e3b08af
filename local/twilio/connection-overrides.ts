/** Why the delivery of a callback failed: the class of the status, no connection (`ct`), or no answer in time (`rt`). */
export type DeliveryFailure = '4xx' | '5xx' | 'ct' | 'rt';

/** A callback's address, and its retries. */
export interface ConnectionOverrides {
  /** The URL without its fragment, which is neither sent nor signed. */
  readonly address: string;
  readonly retries: number;
  readonly retriesAfter: readonly DeliveryFailure[];
}

const FAILURES: readonly string[] = ['4xx', '5xx', 'ct', 'rt'] satisfies DeliveryFailure[];
const MAX_RETRIES = 5;

/**
 * Parses the fragment of a callback's URL, such as `#rc=5&rp=5xx,ct,rt`. Without a fragment, Twilio retries once, and only
 * when it could not connect. Returns undefined for an invalid retry count or policy. Settings of timeouts and edges (`ct`,
 * `rt`, `tt`, `e`, `sni`) have no effect here. Source: Twilio, "Webhook connection overrides".
 */
export const parseConnectionOverrides = (url: string): ConnectionOverrides | undefined => {
  const [address = '', fragment = ''] = url.split('#', 2);
  const settings = new URLSearchParams(fragment);
  const retries = Number(settings.get('rc') ?? 1);
  const policy = (settings.get('rp') ?? 'ct').split(',');
  const isPolicy = policy.every(name => name === 'all' || FAILURES.includes(name));
  if (!Number.isInteger(retries) || retries < 0 || retries > MAX_RETRIES || !isPolicy) return undefined;
  return { address, retries, retriesAfter: (policy.includes('all') ? FAILURES : policy) as DeliveryFailure[] };
};
