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
  if (!digest) return refused('unreadable', 'The object does not have the format of a digest.');
  if (!publicKeys.some(key => signatureHolds(digest, key))) {
    return refused(
      'forged',
      'The signature is not valid under the public key: the digest was changed, or another key signed it.',
    );
  }
  if (digest.window.from !== window.from) {
    return refused(
      'reordered',
      `The signature is valid, but the digest is of the window that begins at ${digest.window.from}: digests were swapped or moved.`,
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
    return finding('unreadable', 'The object is not a gzipped text of lines, or a line is longer than any event.');
  if (!events)
    return digest ? finding('missing', `The file does not exist. Its digest states ${digest.count} events.`) : [];
  const asDigested = digest?.events_sha256 === events.sha256;
  if (events.disorder) {
    const how = asDigested ? 'The file matches its digest' : 'The file does not match its digest';
    return finding(events.disorder.kind, `${how}: ${events.disorder.detail}.`);
  }
  if (!digest || asDigested) return [];
  return finding(
    'edited',
    `The SHA-256 of the file differs from its digest. The digest states ${digest.count} events; the file contains ${events.count}.`,
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
