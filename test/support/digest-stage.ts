import { digestKey, eventsKey } from '../../lambda/domain/audit/chain/archive-key.ts';
import {
  type CloseDueWindowsDependencies,
  closeDueWindows,
} from '../../lambda/domain/audit/chain/close-due-windows.ts';
import { type Digest, parseDigest } from '../../lambda/domain/audit/chain/digest.ts';
import { windowAt } from '../../lambda/domain/audit/chain/event-window.ts';
import type { Finding } from '../../lambda/domain/audit/verify/finding.ts';
import { type VerifyTrailOptions, verifyTrail } from '../../lambda/domain/audit/verify/verify-trail.ts';
import { memoryArchive } from '../fakes/memory-archive.ts';
import { memoryTrail } from '../fakes/memory-trail.ts';
import { testSigner } from '../fakes/test-signer.ts';

/** A time on 2026-11-24: `at('02:15')`, `at('02:15:00.001')`. A complete time stays unchanged. */
export const at = (time: string): string => {
  if (time.includes('T')) return time;
  const [hours, minutes, seconds = '00.000'] = time.split(':');
  return `2026-11-24T${hours}:${minutes}:${seconds}Z`;
};

/** A table, an archive and a signer, with the digest writer and the verifier on top of them. */
export const digestStage = () => {
  const trail = memoryTrail();
  const archive = memoryArchive();
  const signer = testSigner();
  const dependencies: CloseDueWindowsDependencies = {
    trail,
    archive,
    signer,
    writerVersion: 'test',
    hasTime: () => true,
    onClosed: () => {},
  };
  return {
    trail,
    archive,
    signer,
    /** Runs the digest writer at this time of the day. */
    digest: (time: string, changes: Partial<CloseDueWindowsDependencies> = {}) =>
      closeDueWindows({ ...dependencies, ...changes }, new Date(at(time))),
    digestOf: (time: string): Digest | undefined => parseDigest(archive.objects.get(digestKeyAt(time)) ?? ''),
    linesOf: (time: string): string[] => (archive.objects.get(eventsKeyAt(time)) ?? '').split('\n').slice(0, -1),
    /** Verifies at this time of the day; throws when that fails. */
    verify: async (time: string, changes: Partial<VerifyTrailOptions> = {}) => {
      const findings: Finding[] = [];
      const verified = await verifyTrail({
        archive,
        trail,
        publicKeys: [signer.publicKey],
        since: undefined,
        until: undefined,
        now: new Date(at(time)),
        isCopy: false,
        searchHidden: true,
        onFinding: finding => findings.push(finding),
        onProgress: () => {},
        ...changes,
      });
      if (!verified.ok) throw new Error(verified.error.reason, { cause: verified.error.cause });
      return { ...verified.value, findings, named: findings.map(({ kind, subject }) => `${kind} ${subject}`) };
    },
  };
};

export const digestKeyAt = (time: string): string => digestKey(windowAt(Date.parse(at(time))));
export const eventsKeyAt = (time: string): string => eventsKey(windowAt(Date.parse(at(time))));
