/** An HTTP answer of the gateway, before CORS. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** An answer that the gateway gives itself, such as `{"message":"Not Found"}`. */
export const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

/**
 * Reads a function's answer as payload format 2.0 does: with a `statusCode` it is the response itself, without one it is
 * the body of a 200. Undefined when it is neither; the gateway then answers 500.
 */
export const functionAnswer = (value: unknown): HttpAnswer | undefined => {
  if (!isRecord(value) || value['statusCode'] === undefined) {
    return value === undefined ? undefined : inferredAnswer(value);
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = value;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!isRecord(headers) || !Array.isArray(cookies) || typeof body !== 'string') return undefined;
  const named = Object.entries(headers).flatMap(([name, header]) =>
    header === null ? [] : [[name.toLowerCase(), String(header)] as const],
  );
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(named) },
    cookies: cookies.map(String),
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
};

const inferredAnswer = (value: unknown): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
