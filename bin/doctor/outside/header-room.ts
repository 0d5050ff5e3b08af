import { type Check, green, red, yellow } from '../check.ts';
import { headBytes, playerRequest } from '../player-request.ts';

/** API Gateway's limit for request line and headers together, which cannot be raised ("Quotas" in its guide). */
const MAX_HEAD_BYTES = 10_240;
/** Names and roles of another user can make the token this much longer. */
const EARLY_BYTES = 1_024;

/** Whether the headers of a player have room for the token. Nothing is sent. */
export const headerRoom: Check = {
  id: 'header-room',
  title: "Room in the request's headers",
  needs: ['token'],
  run: async examination => {
    const sizes = examination.origins.map(origin => headBytes(playerRequest({ ...examination, origin })));
    const bytes = Math.max(...sizes);
    const found = `a browser sends ${bytes} bytes, ${(examination.token ?? '').length} of them are the token before base64; the gateway takes ${MAX_HEAD_BYTES}`;
    const next =
      "Shorten the user's list of roles and the names in the token; a domain of your own must set no cookies";
    if (bytes > MAX_HEAD_BYTES) return red(found, next);
    return bytes > MAX_HEAD_BYTES - EARLY_BYTES
      ? yellow(found, next)
      : green(`${MAX_HEAD_BYTES - bytes} of ${MAX_HEAD_BYTES} bytes are left`);
  },
};
