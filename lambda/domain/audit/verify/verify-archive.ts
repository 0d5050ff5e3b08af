import type { KeyObject } from 'node:crypto';
import { sha256Of } from '../../shared/sha256.ts';
import { digestKey } from '../chain/archive-key.ts';
import type { Digest } from '../chain/digest.ts';
import { type EventWindow, windowAfter, windowsFrom } from '../chain/event-window.ts';
import type { ArchiveReader } from '../chain/ports.ts';
import { orStreamFailure } from '../chain/stream-failure.ts';
import type { Finding, VerifiedStep } from './finding.ts';
import { type InspectedWindow, inspectWindow } from './inspect-window.ts';
import { mapAhead } from './map-ahead.ts';

/** Windows read at the same time. More hide the archive's latency better, and cost the buffers of more files. */
const WINDOWS_AHEAD = 6;

export interface VerifyArchiveOptions {
  readonly archive: ArchiveReader;
  readonly publicKeys: readonly KeyObject[];
  /** First and last window that must have a digest. */
  readonly first: EventWindow;
  readonly last: EventWindow;
}

/**
 * Verifies the chain and the signatures from the archive alone, oldest window first: every window has one genuine digest,
 * and every digest states the hash of its own events file and of the digest before, also of the digest before `first`.
 * Yields each window after it was checked. The finding about missing digests comes before the next digest that exists.
 * Throws `StreamFailure`.
 */
export async function* verifyArchive(options: VerifyArchiveOptions): AsyncGenerator<VerifiedStep<InspectedWindow>> {
  let previousText = orStreamFailure(await options.archive.readDigest(windowAfter(options.first, -1)));
  // Whether a finding already says that the digest before is missing.
  let gapNamed = false;
  const inspected = mapAhead(windowsFrom(options.first, options.last), WINDOWS_AHEAD, window =>
    inspectWindow(options, window),
  );
  let missing: EventWindow[] = [];
  for await (const window of inspected) {
    const findings: Finding[] = [];
    if (window.digestText === undefined) missing.push(window.window);
    else {
      findings.push(...missingDigests(missing));
      missing = [];
    }
    findings.push(...window.findings);
    if (window.digest) findings.push(...brokenLink(window, window.digest, { previousText, gapNamed }));
    yield { checked: window, findings };
    // There is already a finding about a digest that is not valid. The next digest begins the chain anew.
    previousText = window.digest && window.digestText;
    gapNamed = true;
  }
  yield { findings: [...missingDigests(missing)] };
}

/** One finding for consecutive windows: an outage of a day is one finding, not ninety-six. */
function* missingDigests(windows: readonly EventWindow[]): Generator<Finding> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last) return;
  const many = windows.length === 1 ? '' : `, ${windows.length} windows up to ${digestKey(last)}`;
  yield {
    kind: 'missing',
    subject: digestKey(first),
    detail: `There is no digest for ${first.from} to ${last.to}${many}.`,
  };
}

function* brokenLink(
  { window }: InspectedWindow,
  { previous_sha256: previousSha256 }: Digest,
  { previousText, gapNamed }: { readonly previousText: string | undefined; readonly gapNamed: boolean },
): Generator<Finding> {
  const subject = digestKey(window);
  const before = digestKey(windowAfter(window, -1));
  if (previousSha256 === null) {
    if (previousText === undefined) return;
    yield {
      kind: 'edited',
      subject,
      detail: `The digest states that it is the first of a chain, but ${before} exists before it.`,
    };
  } else if (previousText === undefined) {
    if (gapNamed) return;
    yield {
      kind: 'missing',
      subject: before,
      detail: `${subject} contains the hash of this digest, so it existed: the remaining part begins in the middle of a chain.`,
    };
  } else if (sha256Of(previousText) !== previousSha256) {
    yield {
      kind: 'edited',
      subject: before,
      detail: `${subject} contains another hash of this digest: one of the two was replaced.`,
    };
  }
}
