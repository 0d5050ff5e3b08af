import type { Finding } from './finding.ts';

/** The phases of a verification, in order. */
export type VerifyPhase = 'digests' | 'events' | 'items';

/** Receives the progress of a phase. `total` is 0 where it is not known beforehand. */
export type OnProgress = (phase: VerifyPhase, done: number, total: number) => void;

/** Collects findings: passes on the first one about each subject and counts those. */
export class FindingReport {
  readonly #onFinding: (finding: Finding) => void;
  readonly #subjects = new Set<string>();

  constructor(onFinding: (finding: Finding) => void) {
    this.#onFinding = onFinding;
  }

  get count(): number {
    return this.#subjects.size;
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (this.#subjects.has(finding.subject)) continue;
      this.#subjects.add(finding.subject);
      this.#onFinding(finding);
    }
  }
}
