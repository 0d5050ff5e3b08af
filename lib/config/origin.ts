const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns true for an origin exactly as a browser sends it in the `Origin` header: scheme, host, and the port unless it is
 * the default. Accepts http only for loopback hosts (RFC 6761 reserves `*.localhost` for them).
 */
export const isOrigin = (text: string): boolean => {
  if (text.includes('*') || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.origin !== text) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname));
};
