import { type EventWindow, windowNamed } from './event-window.ts';

/** The two objects that the archive keeps of each window. */
export type ArchiveObjectKind = 'events' | 'digest';

/** Where the archive keeps a window's events: gzipped NDJSON. */
export const eventsKey = (window: EventWindow): string => `events/${window.name}.ndjson.gz`;

/** Where the archive keeps a window's digest: JSON. */
export const digestKey = (window: EventWindow): string => `digests/${window.name}.json`;

/** What an object of the archive is, by its key; undefined when this product never writes such a key. */
export const parseArchiveKey = (key: string): { kind: ArchiveObjectKind; window: EventWindow } | undefined => {
  const [, folder, name, extension] = /^(events|digests)\/(.+?)(\.ndjson\.gz|\.json)$/.exec(key) ?? [];
  const window = windowNamed(name ?? '');
  if (!window) return undefined;
  if (folder === 'events' && extension === '.ndjson.gz') return { kind: 'events', window };
  if (folder === 'digests' && extension === '.json') return { kind: 'digest', window };
  return undefined;
};
