import { createHash, timingSafeEqual } from 'node:crypto';
import type { Client } from '../../playback/playback-request.ts';

/**
 * What makes two requests come from the same client: source address and user agent, the user agent alone (for networks
 * whose address changes between requests), or nothing (any holder of the link may use it until it expires).
 */
export type LinkBinding = 'address-and-agent' | 'agent' | 'none';

const TRAITS: Record<LinkBinding, (client: Client) => readonly string[]> = {
  'address-and-agent': client => [client.sourceIp, client.userAgent],
  agent: client => [client.userAgent],
  none: () => [],
};

/** Whether two clients are one under a binding. Takes the same time wherever they differ. */
export const sameClient = (left: Client, right: Client, binding: LinkBinding): boolean =>
  timingSafeEqual(fingerprint(left, binding), fingerprint(right, binding));

const fingerprint = (client: Client, binding: LinkBinding): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(TRAITS[binding](client)))
    .digest();
