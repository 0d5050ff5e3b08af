import { type KeyObject, verify } from 'node:crypto';
import { digestKey, eventsKey } from '../chain/archive-key.ts';
import { type Digest, parseDigest, signedText, statementOf } from '../chain/digest.ts';
import type { EventWindow } from '../chain/event-window.ts';
import type { ArchiveReader } from '../chain/ports.ts';
import { orStreamFailure, StreamFailure } from '../chain/stream-failure.ts';
import type { Finding } from './finding.ts';
import { type InspectedEvents, inspectEvents } from './inspect-events.ts';

/** What the archive has for one window, and its findings without those about the chain. */
export interface InspectedWindow {
  readonly window: EventWindow;
  /** The digest object's exact text; undefined if there is none. */
  readonly digestText: string | undefined;
  /** Undefined if there is none or it is not genuine. */
  readonly digest: Digest | undefined;
  readonly events: InspectedEvents | undefined;
  readonly findings: readonly Finding[];
}

/** Checks a window's digest, its signature and its events file. Throws `StreamFailure`. */
export const inspectWindow = async (
  { archive, publicKeys }: { readonly archive: ArchiveReader; readonly publicKeys: readonly KeyObject[] },
  window: EventWindow,
): Promise<InspectedWindow> => {
  const text = orStreamFailure(await archive.readDigest(window));
  const judged = judgeDigest(window, text, publicKeys);
  const events = await readEvents(archive, window);
  const findings = [...judged.findings, ...judgeEvents(window, events, judged.digest)];
  return {
    window,
    digestText: text,
    digest: judged.digest,
    events: events === 'unreadable' ? undefined : events,
    findings,
  };
};

const judgeDigest = (
  window: EventWindow,
  text: string | undefined,
  publicKeys: readonly KeyObject[],
): { digest: Digest | undefined; findings: Finding[] } => {
  const refused = (kind: Finding['kind'], detail: string) => ({
    digest: undefined,
    findings: [{ kind, subject: digestKey(window), detail }],
  });
  // `verifyArchive` reports missing digests, because it knows how many are missing.
  if (text === undefined) return { digest: undefined, findings: [] };
  const digest = parseDigest(text);
  if (!digest) return refused('unreadable', 'The object is not a digest as the digest writer writes it.');
  if (!publicKeys.some(key => signatureHolds(digest, key))) {
    return refused(
      'forged',
      'The signature is not valid under the public key: the digest was edited or written by another.',
    );
  }
  if (digest.window.from !== window.from) {
    return refused(
      'reordered',
      `The digest is genuine, but of the window that begins ${digest.window.from}: digests were swapped or moved.`,
    );
  }
  return { digest, findings: [] };
};

const signatureHolds = (digest: Digest, publicKey: KeyObject): boolean =>
  verify('sha256', Buffer.from(signedText(statementOf(digest))), publicKey, Buffer.from(digest.signature, 'base64'));

const judgeEvents = (
  window: EventWindow,
  events: InspectedEvents | 'unreadable' | undefined,
  digest: Digest | undefined,
): Finding[] => {
  const finding = (kind: Finding['kind'], detail: string): Finding[] => [{ kind, subject: eventsKey(window), detail }];
  if (events === 'unreadable')
    return finding('unreadable', 'The object is not a gzipped text of lines that an event can have.');
  if (!events) return digest ? finding('missing', `Its digest says that it holds ${digest.count} events.`) : [];
  const asDigested = digest?.events_sha256 === events.sha256;
  if (events.disorder) {
    const how = asDigested ? 'The file was digested like this' : 'The file was rewritten';
    return finding(events.disorder.kind, `${how}: ${events.disorder.detail}.`);
  }
  if (!digest || asDigested) return [];
  return finding(
    'edited',
    `The file's SHA-256 is not the one in its digest, which says ${digest.count} events; the file holds ${events.count}.`,
  );
};

const readEvents = async (
  archive: ArchiveReader,
  window: EventWindow,
): Promise<InspectedEvents | 'unreadable' | undefined> => {
  const lines = orStreamFailure(await archive.readEvents(window));
  if (!lines) return undefined;
  try {
    return await inspectEvents(window, lines);
  } catch (error) {
    if (error instanceof StreamFailure && error.failure.reason === 'events_file_unreadable') return 'unreadable';
    throw error;
  }
};
