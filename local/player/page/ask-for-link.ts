import type { Exchange, Outcome } from './exchange.ts';

/**
 * Asks for a link exactly as Flex does: a CORS GET from the browser with the user's token in a Basic header and without
 * cookies. Never rejects: if the browser blocks the response, the outcome says so.
 */
export const askForLink = async (
  urlProvider: string,
  recordingSid: string,
  token: string,
): Promise<{ exchange: Exchange; outcome: Outcome }> => {
  const url = new URL(urlProvider);
  url.searchParams.set('recording_sid', recordingSid);
  const requestHeaders = { Authorization: `Basic ${btoa(`token:${token}`)}` };
  const startedAt = new Date();
  const started = performance.now();
  const exchange = (ending: Pick<Exchange, 'answer' | 'failure'>): Exchange => ({
    method: 'GET',
    url: url.href,
    startedAt,
    durationMs: performance.now() - started,
    requestHeaders,
    ...ending,
  });
  try {
    const response = await fetch(url, {
      headers: requestHeaders,
      mode: 'cors',
      credentials: 'omit',
      cache: 'no-store',
    });
    const body = await response.text();
    const { status, statusText } = response;
    const answer = { status, statusText, headers: Object.fromEntries(response.headers), body };
    return { exchange: exchange({ answer }), outcome: outcomeOf(status, body) };
  } catch (error) {
    return { exchange: exchange({ failure: String(error) }), outcome: { kind: 'blocked' } };
  }
};

const outcomeOf = (status: number, body: string): Outcome => {
  const answer = parseJson(body);
  const mediaUrl = answer?.['media_url'];
  if (status === 200 && typeof mediaUrl === 'string') return { kind: 'link', mediaUrl };
  const error = answer?.['error'];
  const text = (name: string) => (isRecord(error) && typeof error[name] === 'string' ? error[name] : '');
  return { kind: 'refused', status, code: text('code'), message: text('message'), requestId: text('request_id') };
};

const parseJson = (body: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
