import { type Check, green, red } from '../check.ts';
import { exchange } from '../http-answer.ts';
import { playerRequest } from '../player-request.ts';

/** An origin that no deployment allows. */
const FOREIGN_ORIGIN = 'https://not-allowed.invalid';

/** Whether pages of each origin may ask and read the answer, and pages of others may not. */
export const origins: Check = {
  id: 'origins',
  title: 'Preflight and CORS of each origin',
  after: ['no-token'],
  run: async examination => {
    const { url } = examination;
    const problems = await Promise.all(
      examination.origins.map(async origin => [
        ...(await preflightProblems(url, origin)),
        ...(await answerProblems(url, origin)),
      ]),
    );
    const found = problems.flat();
    if (found.length > 0) {
      return red(
        found.join('; '),
        'Add the origin to allowedOrigins in cdk.json and deploy; or name the right origins with --origin',
      );
    }
    const foreign = await preflightProblems(url, FOREIGN_ORIGIN);
    return foreign.length > 0
      ? green(examination.origins.join(', '))
      : red(
          `pages of every origin may ask: ${FOREIGN_ORIGIN} may, too`,
          'Only the origins of allowedOrigins should be allowed: deploy again, and check what else answers preflights (a proxy, a CDN)',
        );
  },
};

const preflightProblems = async (url: URL, origin: string): Promise<string[]> => {
  const answer = await exchange(playerRequest({ url, origin }).url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });
  if (!answer.ok) return [`${origin}: no answer to the preflight: ${answer.error}`];
  const { status, headers } = answer.value;
  if (headers.get('access-control-allow-origin') !== origin)
    return [`${origin}: the preflight, answered ${status}, does not allow it`];
  // A wildcard does not include this header.
  const isAllowed = /(^|,)\s*authorization\s*(,|$)/i.test(headers.get('access-control-allow-headers') ?? '');
  return isAllowed ? [] : [`${origin}: the preflight does not allow the header Authorization`];
};

const answerProblems = async (url: URL, origin: string): Promise<string[]> => {
  const request = playerRequest({ url, origin });
  const answer = await exchange(request.url, { headers: request.headers });
  if (!answer.ok) return [`${origin}: no answer: ${answer.error}`];
  const allowed = answer.value.headers.get('access-control-allow-origin');
  return allowed === origin ? [] : [`${origin}: pages may not read the answer`];
};
