import type { Failure } from '../shared/failure.ts';
import type { Result } from '../shared/result.ts';

/** The media endpoint's answer for a live link. */
export interface MediaAnswer {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when the answer has no body. A body that cannot be completed throws, so that the connection is aborted. */
  readonly body?: AsyncIterable<Uint8Array>;
  /** Stores how much of the body has left. Call it when the answer has ended, also if it was cut off. */
  readonly noteSent?: () => Promise<Result<void, Failure>>;
}
