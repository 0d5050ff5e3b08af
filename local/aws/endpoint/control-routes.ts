import type { Answer } from '../protocol/answer.ts';
import { type AwsRequest, readBody } from '../protocol/aws-request.ts';
import type { Faults } from './faults.ts';

/** Runs a function now. Rejects when there is none of that name; what the function itself answers is the result. */
export type Invoke = (functionName: string, event: unknown) => Promise<unknown>;

/** `/__faults` and `/__invoke`, for tests; undefined for every other path. No bucket can have such a name. */
export const answerControl = async (
  request: AwsRequest,
  options: { readonly faults: Faults; readonly invoke?: Invoke | undefined },
): Promise<Answer | undefined> => {
  if (request.path !== '/__faults' && request.path !== '/__invoke') return undefined;
  // These need no signature, so no web page that happens to be open may reach them.
  if (request.headers['origin'] !== undefined) return json(403, { error: 'not for web pages' });

  if (request.path === '/__faults' && request.method === 'GET') return json(200, options.faults.pending());
  if (request.path === '/__faults' && request.method === 'DELETE') {
    options.faults.clear();
    return json(200, []);
  }
  if (request.method !== 'POST') return json(405, { error: 'not allowed' });
  const input = await readJson(request);
  if (request.path === '/__faults') {
    const ordered = options.faults.order(input);
    return ordered.ok ? json(200, ordered.value) : json(400, { error: ordered.error });
  }
  const { function: name, event } = Object(input);
  if (typeof name !== 'string' || !options.invoke) return json(400, { error: 'needs {"function": name, "event": …}' });
  try {
    return json(200, (await options.invoke(name, event)) ?? null);
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : 'failed' });
  }
};

const readJson = async (request: AwsRequest): Promise<unknown> => {
  try {
    return JSON.parse(String(await readBody(request.body)));
  } catch {
    return undefined;
  }
};

const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});
