import type { Result } from '../../../lambda/domain/shared/result.ts';
import { type Check, green, red } from '../check.ts';
import { answerText, errorOf, exchange, type HttpAnswer } from '../http-answer.ts';

const LAST_BYTE = 99;
const RANGE = `bytes=0-${LAST_BYTE}`;

/** Whether the link gives the recording, whole and in ranges, with the headers that a player needs. */
export const media: Check = {
  id: 'media',
  title: 'Media',
  needs: ['token', 'recording'],
  after: ['recording', 'encryption-keys'],
  run: async ({ link, origins: [origin] }) => {
    const url = await link();
    if (!url.ok) return red(url.error, 'Run this again');
    const part = await exchange(url.value, { headers: { origin, range: RANGE } });
    const whole = await exchange(url.value, { headers: { origin } });
    const problem = partProblem(part) ?? wholeProblem(whole);
    if (problem === undefined) return green(`206 and 200 from ${url.value.host}, with type, length and ranges`);
    return red(problem, nextOf(part.ok ? part.value : undefined));
  },
};

const partProblem = (answer: Result<HttpAnswer, string>): string | undefined => {
  if (!answer.ok) return `no answer: ${answer.error}`;
  const { status, headers } = answer.value;
  if (status !== 206) return `a range was ${answerText(answer.value)}`;
  const wanted: readonly [name: string, form: RegExp][] = [
    ['content-range', new RegExp(`^bytes 0-${LAST_BYTE}/\\d+$`)],
    ['content-type', /^audio\//],
    ['content-length', new RegExp(`^${LAST_BYTE + 1}$`)],
    ['accept-ranges', /^bytes$/],
    ['etag', /./],
  ];
  const wrong = wanted.filter(([name, form]) => !form.test(headers.get(name) ?? ''));
  return wrong.length === 0
    ? undefined
    : wrong.map(([name]) => `the header ${name} is ${headers.get(name) ?? 'missing'}`).join('; ');
};

/** Large recordings are only streamed in ranges. */
const wholeProblem = (answer: Result<HttpAnswer, string>): string | undefined => {
  if (!answer.ok) return `no answer: ${answer.error}`;
  const { status } = answer.value;
  const isComplete = status === 200 || (status === 413 && errorOf(answer.value).code === 'range_required');
  return isComplete ? undefined : `the whole recording was ${answerText(answer.value)}`;
};

const nextOf = (answer: HttpAnswer | undefined): string => {
  if (answer === undefined)
    return 'The host of the link does not answer here: check proxies and firewalls, and bucketRegion';
  const code = errorOf(answer).code ?? '';
  if (/^(AccessDenied|KMS\.)/.test(code))
    return "S3 refuses the url-provider's role: check the bucket's policy, its public access settings, and bucketKmsKeyArn";
  if (/^(PermanentRedirect|AuthorizationHeaderMalformed|AuthorizationQueryParametersError)$/.test(code))
    return 'The link was signed for another region: set bucketRegion in cdk.json';
  if (answer.status === 403)
    return 'The link belongs to another client: this network changes its address between requests (linkBinding in cdk.json)';
  return 'docs/operations.md#a-listener-says-it-does-not-play';
};
