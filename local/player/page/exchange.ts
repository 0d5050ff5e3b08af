/** A request and its response, as far as a script can see them. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly startedAt: Date;
  /** From the call until the body was read or the request failed. */
  readonly durationMs: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Absent when the browser blocked the response or there was none. */
  readonly answer?: {
    readonly status: number;
    readonly statusText: string;
    /** Only the headers that CORS allows a script to read. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The browser's error message when there is no response. */
  readonly failure?: string;
}

/** How an attempt to get a link ended. */
export type Outcome =
  | { readonly kind: 'link'; readonly mediaUrl: string }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly requestId: string;
    }
  | { readonly kind: 'blocked' };
