/** Query parameters of a link that let nobody in: shown as they are. All others are shown by name only. */
const HARMLESS_PARAMETERS = new Set([
  'recording_sid',
  'recording',
  'x-audit-id',
  'X-Amz-Algorithm',
  'X-Amz-Date',
  'X-Amz-Expires',
]);

/** `Basic dG9r…` and the length: enough to recognise a header, too little to use it. */
export const abbreviateAuthorization = (header: string): string =>
  `${header.slice(0, 12)}… (${header.length.toLocaleString('en')} characters)`;

/** A link as one may show it to an audience: the key of a streamed link and the signature of a presigned one are cut. */
export const abbreviateLink = (link: string): string => {
  if (!URL.canParse(link)) return '…';
  const url = new URL(link);
  const path = url.pathname.replace(/(\/media\/.{4})[^/]+$/, '$1…');
  const query = [...url.searchParams].map(([name, value]) =>
    HARMLESS_PARAMETERS.has(name) ? `${name}=${value}` : `${name}=…`,
  );
  return `${url.origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
};

/** `REc0…4f1e`. */
export const abbreviateSid = (sid: string): string => `${sid.slice(0, 6)}…${sid.slice(-4)}`;

/** `0:04`, `1:02:09`. */
export const clock = (seconds: number): string => {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
};
