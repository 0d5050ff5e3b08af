/** A way in which a callback's delivery fails: an answer's class, no connection, or no answer in time. */
export type DeliveryFailure = '4xx' | '5xx' | 'ct' | 'rt';

/** A callback's address, and how often and after what Twilio tries again. */
export interface ConnectionOverrides {
  /** Without the fragment, which is neither sent nor signed. */
  readonly address: string;
  readonly retries: number;
  readonly retriesAfter: readonly DeliveryFailure[];
}

const FAILURES: readonly string[] = ['4xx', '5xx', 'ct', 'rt'] satisfies DeliveryFailure[];
const MAX_RETRIES = 5;

/**
 * Reads the fragment of a callback's URL, `#rc=5&rp=5xx,ct,rt`. Without one Twilio tries once more, and only when it could
 * not connect. Undefined: no valid retry count or policy. Timeouts and edges (`ct`, `rt`, `tt`, `e`, `sni`) are not modelled.
 * Source: Twilio, "Webhook connection overrides".
 */
export const connectionOverrides = (url: string): ConnectionOverrides | undefined => {
  const [address = '', fragment = ''] = url.split('#', 2);
  const settings = new URLSearchParams(fragment);
  const retries = Number(settings.get('rc') ?? 1);
  const policy = (settings.get('rp') ?? 'ct').split(',');
  const isPolicy = policy.every(name => name === 'all' || FAILURES.includes(name));
  if (!Number.isInteger(retries) || retries < 0 || retries > MAX_RETRIES || !isPolicy) return undefined;
  return { address, retries, retriesAfter: (policy.includes('all') ? FAILURES : policy) as DeliveryFailure[] };
};
