/** What a fresh process tells of its first play. */
export interface FirstAnswer {
  /** Loading the handler's file: compiling, evaluating, building clients. */
  readonly initMs: number;
  /** From before loading to the first answer. */
  readonly initAndAnswerMs: number;
  /** User and system time of that, of all threads. */
  readonly cpuMs: number;
  /** From the start of the process to the first answer, Node's own start included. */
  readonly processMs: number;
  /** Resident set after the first answer. */
  readonly rssMb: number;
}

/** Plays one after the other. */
export interface Order {
  readonly plays: number;
  /** A token that was never seen, or the same for all plays of the process. */
  readonly token: 'fresh' | 'same';
}

/** How an order went. */
export interface Outcome {
  readonly milliseconds: readonly number[];
  /** User and system time of the whole process. */
  readonly cpuMs: number;
}

/** What the process could not do. */
export interface Failed {
  readonly failed: string;
}
