import { clock } from './abbreviate.ts';
import { byId } from './dom.ts';

/** Counts down the lifetime of a presigned link, which its own query states; a streamed link says nothing of its own. */
export const showLease = (mediaUrl: string): (() => void) => {
  const place = byId('lease');
  place.textContent = '';
  const expiresAtMs = presignedExpiryMs(new URL(mediaUrl).searchParams);
  if (expiresAtMs === undefined) return () => {};
  const show = () => {
    const secondsLeft = (expiresAtMs - Date.now()) / 1000;
    place.textContent = secondsLeft > 0 ? `link works for ${clock(secondsLeft)}` : 'link has expired';
    place.classList.toggle('over', secondsLeft <= 0);
  };
  show();
  const timer = setInterval(show, 1000);
  return () => clearInterval(timer);
};

/** `X-Amz-Date=20261124T031500Z` plus `X-Amz-Expires` seconds, as epoch milliseconds. */
const presignedExpiryMs = (query: URLSearchParams): number | undefined => {
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
  const seconds = Number(query.get('X-Amz-Expires'));
  if (!date || !seconds) return;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = date.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) + seconds * 1000;
};
