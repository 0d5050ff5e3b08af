import { createHash, type KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipLines } from '../../../../lambda/adapters/s3/gzipped-lines.ts';
import { parseEventLine } from '../../../../lambda/domain/audit/chain/event-line.ts';
import { type EventWindow, windowAfter, windowNamed } from '../../../../lambda/domain/audit/chain/event-window.ts';
import type { ArchiveReader } from '../../../../lambda/domain/audit/chain/ports.ts';
import { keyText } from '../../../../lambda/domain/audit/chain/stored-item.ts';
import { orStreamFailure } from '../../../../lambda/domain/audit/chain/stream-failure.ts';
import type { Finding } from '../../../../lambda/domain/audit/verify/finding.ts';
import { inspectWindow } from '../../../../lambda/domain/audit/verify/inspect-window.ts';
import { ok } from '../../../../lambda/domain/shared/result.ts';
import { sha256Of } from '../../../../lambda/domain/shared/sha256.ts';
import type { Evidence } from './evidence.ts';

/** The result of the check of a report. The covered events are genuine only if there are no findings. */
export interface CheckedReport {
  readonly findings: readonly Finding[];
  /** Events whose line is in an events file with the hash that a signed digest states. */
  readonly proved: number;
  /** Events that the report itself does not claim to be covered: no digest, or another content. */
  readonly unproved: number;
  readonly digests: number;
}

/**
 * Checks the data of a report with public keys that do not come from it: signatures, the chain between neighbouring digests,
 * the hashes of the events files, and that each covered event is a line of its file. The events files are those in the
 * report, or in a copy of the archive. Throws `StreamFailure` and `UsageError` if the copy cannot be read.
 */
export const checkReport = async (
  evidence: Evidence,
  publicKeys: readonly KeyObject[],
  copy?: Pick<ArchiveReader, 'readEvents'>,
): Promise<CheckedReport> => {
  const archive = archiveOf(evidence, copy);
  const findings: Finding[] = [];
  const hashes = new Map<string, ReadonlySet<string>>();
  for (const { name } of evidence.windows) {
    const window = windowNamed(name);
    if (!window) {
      findings.push({ kind: 'unreadable', subject: name, detail: 'This is not the name of a window.' });
      continue;
    }
    const inspected = await inspectWindow({ archive, publicKeys }, window);
    findings.push(...inspected.findings, ...brokenLinks(evidence, window));
    if (inspected.findings.length === 0) hashes.set(name, await lineHashes(archive, window));
  }
  const covered = evidence.events.filter(({ state }) => state === 'covered');
  const absent = covered.filter(
    ({ window = '', line }) => hashes.has(window) && !hashes.get(window)?.has(hashOf(line)),
  );
  const unknown = covered.filter(({ window = '' }) => !evidence.windows.some(({ name }) => name === window));
  findings.push(
    ...absent.map(({ line, window }) =>
      eventFinding(line, `The events file of ${window} does not contain this event.`),
    ),
    ...unknown.map(({ line }) => eventFinding(line, 'The report does not contain the digest that covers this event.')),
  );
  const proved = covered.filter(({ window = '', line }) => hashes.get(window)?.has(hashOf(line))).length;
  return { findings, proved, unproved: evidence.events.length - covered.length, digests: evidence.windows.length };
};

const eventFinding = (line: string, detail: string): Finding => {
  const event = parseEventLine(line);
  return { kind: 'inserted', subject: event ? `item ${keyText(event.item)}` : 'an event', detail };
};

/** The windows of the report as an archive. */
const archiveOf = ({ windows }: Evidence, copy: Pick<ArchiveReader, 'readEvents'> | undefined) => {
  const of = ({ name }: EventWindow) => windows.find(window => window.name === name);
  return {
    readDigest: async (window: EventWindow) => ok(of(window)?.digest),
    readEvents: async (window: EventWindow) => {
      const file = of(window)?.events_file;
      if (file === undefined) return copy ? copy.readEvents(window) : ok(undefined);
      return ok(gunzipLines(Readable.from([Buffer.from(file, 'base64')]), `events/${window.name}.ndjson.gz`));
    },
    findNewestDigest: async () => ok(undefined),
  } satisfies ArchiveReader;
};

/** Compares the hash of the digest before, if the report has that digest. */
const brokenLinks = ({ windows }: Evidence, window: EventWindow): Finding[] => {
  const [own, before] = [window.name, windowAfter(window, -1).name].map(name => windows.find(one => one.name === name));
  if (!own || !before || own.digest.includes(`"previous_sha256":"${sha256Of(before.digest)}"`)) return [];
  return [
    { kind: 'edited', subject: `digests/${before.name}.json`, detail: 'The next digest contains another hash of it.' },
  ];
};

/** Memory: the hash of each line of one events file. */
const lineHashes = async (archive: ArchiveReader, window: EventWindow): Promise<ReadonlySet<string>> => {
  const hashes = new Set<string>();
  for await (const line of orStreamFailure(await archive.readEvents(window)) ?? []) hashes.add(hashOf(line));
  return hashes;
};

const hashOf = (line: string): string => createHash('sha256').update(line).digest('base64');
