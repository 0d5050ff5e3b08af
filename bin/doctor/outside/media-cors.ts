import { type Check, green, red } from '../check.ts';
import { exchange } from '../http-answer.ts';

/** The headers that a player must be able to read for seeking. */
const EXPOSED = ['content-range', 'accept-ranges', 'content-length', 'etag'];

/** Whether pages of each origin may read the bytes of the recording, and ask for ranges. */
export const mediaCors: Check = {
  id: 'media-cors',
  title: 'CORS of the media',
  needs: ['token', 'recording'],
  // A page that may not ask has no link.
  after: ['origins', 'media'],
  run: async ({ link, origins }) => {
    const url = await link();
    if (!url.ok) return red(url.error, 'Run this again');
    const problems = await Promise.all(
      origins.map(async origin => [
        ...(await answerProblems(url.value, origin)),
        ...(await preflightProblems(url.value, origin)),
      ]),
    );
    const found = problems.flat();
    return found.length === 0
      ? green(origins.join(', '))
      : red(
          found.join('; '),
          "Set the bucket's CORS rules as the README shows (Your own bucket); for streamed links: allowedOrigins in cdk.json",
        );
  },
};

const answerProblems = async (url: URL, origin: string): Promise<string[]> => {
  const answer = await exchange(url, { headers: { origin, range: 'bytes=0-0' } });
  if (!answer.ok) return [`${origin}: no answer: ${answer.error}`];
  const { headers } = answer.value;
  if (!allows(headers, origin)) return [`${origin}: pages may not read the answer`];
  const exposed = (headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/);
  const hidden = EXPOSED.filter(name => !exposed.includes(name) && !exposed.includes('*'));
  return hidden.length === 0 ? [] : [`${origin}: pages may not read the headers ${hidden.join(', ')}`];
};

/** Browsers send a preflight for If-Range, and for ranges that a media element would not ask for. */
const preflightProblems = async (url: URL, origin: string): Promise<string[]> => {
  const answer = await exchange(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-range,range',
    },
  });
  if (!answer.ok) return [`${origin}: no answer to the preflight: ${answer.error}`];
  const { status, headers } = answer.value;
  const isAllowed = status < 300 && allows(headers, origin);
  return isAllowed ? [] : [`${origin}: the preflight for ranges was answered ${status}`];
};

const allows = (headers: Headers, origin: string): boolean =>
  ['*', origin].includes(headers.get('access-control-allow-origin') ?? '');
