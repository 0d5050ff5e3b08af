/** An HTTP answer of the gateway, before CORS headers are added. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Returns an answer of the gateway itself, such as `{"message":"Not Found"}`. */
export const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message })),
});

/**
 * Reads a function's answer in payload format 2.0. Returns undefined for an invalid answer, for which the gateway answers
 * 500. Throws for valid answers that no function of the product gives: without status code, with cookies or in base64.
 */
export const functionAnswer = (value: unknown): HttpAnswer | undefined => {
  if (!isRecord(value) || value['statusCode'] === undefined) throw unsupported('without statusCode');
  const { statusCode, headers = {}, body = '' } = value;
  for (const name of ['cookies', 'isBase64Encoded']) if (value[name]) throw unsupported(`with ${name}`);
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!isRecord(headers) || typeof body !== 'string') return undefined;
  const named = Object.entries(headers).flatMap(([name, header]) =>
    header === null ? [] : [[name.toLowerCase(), String(header)] as const],
  );
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(named) },
    body: Buffer.from(body),
  };
};

const unsupported = (what: string): Error => new Error(`the local stack does not support an answer ${what}`);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
