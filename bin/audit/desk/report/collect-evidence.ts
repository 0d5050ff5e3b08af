import type { KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { parseDigest } from '../../../../lambda/domain/audit/chain/digest.ts';
import { eventLine, parseEventLine } from '../../../../lambda/domain/audit/chain/event-line.ts';
import {
  type EventWindow,
  windowAfter,
  windowOfKey,
  windowsFrom,
} from '../../../../lambda/domain/audit/chain/event-window.ts';
import { SWEEP_WINDOWS } from '../../../../lambda/domain/audit/chain/find-late-arrivals.ts';
import type { ArchiveReader } from '../../../../lambda/domain/audit/chain/ports.ts';
import { compareItems, keyText, type StoredItem } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { orStreamFailure } from '../../../../lambda/domain/audit/chain/stream-failure.ts';
import type { Evidence } from './evidence.ts';

export interface EvidenceOptions {
  readonly archive: Pick<ArchiveReader, 'readDigest' | 'readEvents'>;
  readonly publicKeys: readonly KeyObject[];
  readonly events: readonly StoredItem[];
  /** Whether the complete events files become part of the evidence. They contain events about other recordings. */
  readonly attachFiles: boolean;
  readonly about: Pick<Evidence, 'stack' | 'question'>;
  readonly now: Date;
}

/** A digested window, and the lines of its events file that are evidence. */
interface ReadWindow {
  readonly name: string;
  readonly digest: string;
  readonly events_file?: string;
  readonly lines: ReadonlyMap<string, string>;
}

/** Finds the digests that cover events: of their own window, or of a later one for a late event. Throws `StreamFailure`. */
export const collectEvidence = async (options: EvidenceOptions): Promise<Evidence> => {
  const events = [...options.events].sort(compareItems);
  const wanted = new Set(events.map(keyText));
  const read = new Map<string, ReadWindow | undefined>();
  const readOnce = async (window: EventWindow): Promise<ReadWindow | undefined> => {
    if (!read.has(window.name)) read.set(window.name, await readWindow(options, window, wanted));
    return read.get(window.name);
  };
  const found: Evidence['events'] = [];
  const used = new Set<string>();
  for (const event of events) {
    const window = windowOfKey(event.event_key);
    const own = window && (await readOnce(window));
    const holder = own?.lines.has(keyText(event))
      ? own
      : own && (await readLaterHolder(options, window, keyText(event), readOnce));
    const line = holder?.lines.get(keyText(event));
    if (holder && line !== undefined) used.add(holder.name);
    else if (own) used.add(own.name);
    found.push(judge(event, own !== undefined, holder?.name, line));
  }
  return {
    format: 1,
    created_at: options.now.toISOString(),
    ...options.about,
    public_keys: options.publicKeys.map(key => key.export({ type: 'spki', format: 'der' }).toString('base64')),
    windows: [...read.values()]
      .flatMap(one => (one && used.has(one.name) ? [one] : []))
      .map(({ lines: _, ...window }) => window)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    events: found,
  };
};

const judge = (event: StoredItem, hasDigest: boolean, window: string | undefined, line: string | undefined) => {
  if (line === undefined)
    return {
      line: eventLine({ item: event, late: false }),
      state: hasDigest ? ('missing' as const) : ('open' as const),
    };
  const archived = parseEventLine(line);
  const isSame =
    archived !== undefined && eventLine({ ...archived, late: false }) === eventLine({ item: event, late: false });
  return { line, state: isSame ? ('covered' as const) : ('differs' as const), ...(window && { window }) };
};

const readWindow = async (
  { archive, attachFiles }: EvidenceOptions,
  window: EventWindow,
  wanted: ReadonlySet<string>,
): Promise<ReadWindow | undefined> => {
  const digest = orStreamFailure(await archive.readDigest(window));
  if (digest === undefined) return undefined;
  const lines = new Map<string, string>();
  const all: string[] = [];
  for await (const line of orStreamFailure(await archive.readEvents(window)) ?? []) {
    const event = parseEventLine(line);
    if (event && wanted.has(keyText(event.item))) lines.set(keyText(event.item), line);
    if (attachFiles) all.push(line, '\n');
  }
  const file = attachFiles && { events_file: gzipSync(all.join('')).toString('base64') };
  return { name: window.name, digest, lines, ...file };
};

/** Returns the later window whose file has a late event. Only windows whose digest states late events are read. */
const readLaterHolder = async (
  { archive }: EvidenceOptions,
  window: EventWindow,
  key: string,
  readOnce: (window: EventWindow) => Promise<ReadWindow | undefined>,
): Promise<ReadWindow | undefined> => {
  for (const later of windowsFrom(windowAfter(window), windowAfter(window, SWEEP_WINDOWS))) {
    const digest = parseDigest(orStreamFailure(await archive.readDigest(later)) ?? '');
    if (!digest?.late_count) continue;
    const read = await readOnce(later);
    if (read?.lines.has(key)) return read;
  }
  return undefined;
};
