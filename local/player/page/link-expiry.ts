import { byId } from '../../../bin/pages/browser/dom.ts';
import { clock } from './abbreviate.ts';

/**
 * Shows how long a presigned link is still valid. Its query contains the expiry; a streamed link does not show its own.
 * Returns a function that stops the countdown.
 */
export const showLinkExpiry = (mediaUrl: string): (() => void) => {
  const place = byId('link-expiry');
  place.textContent = '';
  const expiresAtMs = presignedExpiryMs(new URL(mediaUrl).searchParams);
  if (expiresAtMs === undefined) return () => {};
  const show = () => {
    const secondsLeft = (expiresAtMs - Date.now()) / 1000;
    place.textContent = secondsLeft > 0 ? `link expires in ${clock(secondsLeft)}` : 'link has expired';
    place.classList.toggle('over', secondsLeft <= 0);
  };
  show();
  const timer = setInterval(show, 1000);
  return () => clearInterval(timer);
};

/** Returns `X-Amz-Date` (such as `20261124T031500Z`) plus `X-Amz-Expires` seconds, as epoch milliseconds. */
const presignedExpiryMs = (query: URLSearchParams): number | undefined => {
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
  const seconds = Number(query.get('X-Amz-Expires'));
  if (!date || !seconds) return;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = date.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) + seconds * 1000;
};
