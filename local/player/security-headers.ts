/** Where the page may connect to and play from: origins, besides its own. */
export interface PageReach {
  readonly connect: readonly string[];
  readonly media: readonly string[];
  /** Admits the one style element that the waveform library writes into its shadow root. */
  readonly styleNonce: string;
}

/** Headers of every answer: a page that holds tokens, if only demo ones, is a page that leaks nothing. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The page's content security policy: nothing inline, nothing from elsewhere. */
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
