/** The origins, in addition to its own, to which the page may connect and from which it may play media. */
export interface PageReach {
  readonly connect: readonly string[];
  readonly media: readonly string[];
  /** Allows the one style element that the waveform library adds to its shadow root. */
  readonly styleNonce: string;
}

/** Builds the page's content security policy: no inline code, and nothing from other origins than the given ones. */
export const contentSecurityPolicy = ({ connect, media, styleNonce }: PageReach): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${styleNonce}'`,
    "img-src 'self'",
    `connect-src ${["'self'", ...new Set([...connect, ...media])].join(' ')}`,
    `media-src ${media.length > 0 ? [...new Set(media)].join(' ') : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
