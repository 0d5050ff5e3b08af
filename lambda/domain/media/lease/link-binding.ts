import { createHash, timingSafeEqual } from 'node:crypto';
import type { Client } from '../../shared/client.ts';

/**
 * What must be equal for two requests to come from the same client: source address and user agent, the user agent alone
 * (for networks whose address changes between requests), or nothing (anyone with the link may use it until it expires).
 */
export const LINK_BINDINGS = ['address-and-agent', 'agent', 'none'] as const;

export type LinkBinding = (typeof LINK_BINDINGS)[number];

const TRAITS: Record<LinkBinding, (client: Client) => readonly string[]> = {
  'address-and-agent': client => [client.sourceIp, client.userAgent],
  agent: client => [client.userAgent],
  none: () => [],
};

/** Returns true if a binding treats two clients as the same. Compares in constant time. */
export const sameClient = (left: Client, right: Client, binding: LinkBinding): boolean =>
  timingSafeEqual(clientFingerprint(left, binding), clientFingerprint(right, binding));

/** Returns 32 bytes, equal for clients that a binding treats as the same. */
export const clientFingerprint = (client: Client, binding: LinkBinding): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(TRAITS[binding](client)))
    .digest();
