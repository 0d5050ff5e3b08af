import { type EventWindow, windowNamed } from './event-window.ts';

/** The kinds of the two objects that the archive has for each window. */
export type ArchiveObjectKind = 'events' | 'digest';

/** Returns the key of a window's events file: gzipped NDJSON. */
export const eventsKey = (window: EventWindow): string => `events/${window.name}.ndjson.gz`;

/** Returns the key of a window's digest: JSON. */
export const digestKey = (window: EventWindow): string => `digests/${window.name}.json`;

/** Returns kind and window of an object of the archive, by its key; undefined for a key that this product never writes. */
export const parseArchiveKey = (key: string): { kind: ArchiveObjectKind; window: EventWindow } | undefined => {
  const [, folder, name, extension] = /^(events|digests)\/(.+?)(\.ndjson\.gz|\.json)$/.exec(key) ?? [];
  const window = windowNamed(name ?? '');
  if (!window) return undefined;
  if (folder === 'events' && extension === '.ndjson.gz') return { kind: 'events', window };
  if (folder === 'digests' && extension === '.json') return { kind: 'digest', window };
  return undefined;
};
