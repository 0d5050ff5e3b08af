import { createHash, timingSafeEqual } from 'node:crypto';
import type { Client } from '../../shared/client.ts';

/**
 * What makes two requests come from the same client: source address and user agent, the user agent alone (for networks
 * whose address changes between requests), or nothing (any holder of the link may use it until it expires).
 */
export const LINK_BINDINGS = ['address-and-agent', 'agent', 'none'] as const;

export type LinkBinding = (typeof LINK_BINDINGS)[number];

const TRAITS: Record<LinkBinding, (client: Client) => readonly string[]> = {
  'address-and-agent': client => [client.sourceIp, client.userAgent],
  agent: client => [client.userAgent],
  none: () => [],
};

/** Whether two clients are one under a binding. Takes the same time wherever they differ. */
export const sameClient = (left: Client, right: Client, binding: LinkBinding): boolean =>
  timingSafeEqual(clientFingerprint(left, binding), clientFingerprint(right, binding));

/** 32 bytes, the same for clients that are one under a binding. */
export const clientFingerprint = (client: Client, binding: LinkBinding): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(TRAITS[binding](client)))
    .digest();
