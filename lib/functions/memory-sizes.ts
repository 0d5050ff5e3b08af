import type { FunctionName } from '../config/playback-config.ts';

/**
 * Memory of each function, MB. Lambda gives CPU in proportion: 1,769 MB are one core. The sizes of the functions that
 * somebody waits for are the cheapest that keep the latency (docs/adr/0011-memory-is-cpu.md, `npm run costs -- --memory`).
 */
export const MEMORY_MB: Readonly<Record<FunctionName, number>> = {
  'url-provider': 1769,
  media: 1024,
  // One core, because it hashes whole objects in chunks. It needs about 100 MB.
  'media-verifier': 1769,
  // Nobody waits, and a run has a few links.
  'heard-writer': 256,
  // Nobody waits, but 100 MB of lines are parsed within a minute. It needs about 100 MB.
  'access-log-reader': 1024,
  'twilio-events': 512,
  'catalog-writer': 512,
  'media-attacher': 512,
  // One core. Room for the compressed events of a window: 300 bytes each, so more than a million.
  'audit-digest': 1769,
  // One core, because it parses and hashes the events of days. It needs about 200 MB.
  'audit-verifier': 1769,
  // A deployment waits for one item.
  'policy-recorder': 256,
};
