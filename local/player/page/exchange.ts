/** A request and its answer as far as a script may see them. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly startedAt: Date;
  /** From the call until the body was read, or the failure. */
  readonly durationMs: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Absent when the browser kept the answer back or none came. */
  readonly answer?: {
    readonly status: number;
    readonly statusText: string;
    /** Only those that CORS lets a script read. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The browser's word when there is no answer. */
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
