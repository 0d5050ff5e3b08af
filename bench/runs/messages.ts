/** The measurements of a fresh process's first play. */
export interface FirstAnswer {
  /** Loading the handler's file: compiling, evaluating, building clients. */
  readonly initMs: number;
  /** From before loading to the first answer. */
  readonly initAndAnswerMs: number;
  /** User and system time of all threads from before loading to the first answer. */
  readonly cpuMs: number;
  /** From the start of the process to the first answer, Node's own start included. */
  readonly processMs: number;
  /** Resident set after the first answer. */
  readonly rssMb: number;
}

/** Orders a number of plays, one after the other. */
export interface Order {
  readonly plays: number;
  /** `fresh`: a new token for each play. `same`: one token for all plays of the process. */
  readonly token: 'fresh' | 'same';
}

/** The measurements of an order. */
export interface Outcome {
  readonly milliseconds: readonly number[];
  /** User and system time of the whole process. */
  readonly cpuMs: number;
}

/** The process failed, with the reason. */
export interface Failed {
  readonly failed: string;
}
