/** Query parameters of a link that give no access. They are shown with their value, all others only by name. */
const HARMLESS_PARAMETERS = new Set([
  'recording_sid',
  'recording',
  'x-audit-id',
  'X-Amz-Algorithm',
  'X-Amz-Date',
  'X-Amz-Expires',
]);

/** Shortens a header to `Basic dG9r…` and its length: enough to recognise it, but not to use it. */
export const abbreviateAuthorization = (header: string): string =>
  `${header.slice(0, 12)}… (${header.length.toLocaleString('en')} characters)`;

/**
 * Shortens a link so that it can be shown: without the token of a streamed link or the signature of a presigned link.
 */
export const abbreviateLink = (link: string): string => {
  if (!URL.canParse(link)) return '…';
  const url = new URL(link);
  const path = url.pathname.replace(/(\/media\/.{4})[^/]+$/, '$1…');
  const query = [...url.searchParams].map(([name, value]) =>
    HARMLESS_PARAMETERS.has(name) ? `${name}=${value}` : `${name}=…`,
  );
  return `${url.origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
};

/** Shortens a SID to `REc012…4f1e`. */
export const abbreviateSid = (sid: string): string => `${sid.slice(0, 6)}…${sid.slice(-4)}`;

/** Formats a duration as `0:04` or `1:02:09`. */
export const clock = (seconds: number): string => {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
};
