/** The media endpoint's answer for a live link. */
export interface MediaAnswer {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when the answer has no body. A body that cannot be completed throws, so that the connection is aborted. */
  readonly body?: AsyncIterable<Uint8Array>;
}
