import type { Answer } from '../protocol/answer.ts';
import { type AwsRequest, readBody } from '../protocol/aws-request.ts';
import type { Faults } from './faults.ts';

/** Runs a function. Resolves to its answer. Rejects when no function has this name. */
export type Invoke = (functionName: string, event: unknown) => Promise<unknown>;

/** Answers `/__faults` and `/__invoke`, which tests use. Returns undefined for every other path. No bucket can have such a name. */
export const answerControl = async (
  request: AwsRequest,
  options: { readonly faults: Faults; readonly invoke?: Invoke | undefined },
): Promise<Answer | undefined> => {
  if (request.path !== '/__faults' && request.path !== '/__invoke') return undefined;
  // These routes need no signature, so a web page must not be able to call them.
  if (request.headers['origin'] !== undefined) return json(403, { error: 'not for web pages' });

  if (request.path === '/__faults' && request.method === 'GET') return json(200, options.faults.pending());
  if (request.path === '/__faults' && request.method === 'DELETE') {
    options.faults.clear();
    return json(200, []);
  }
  if (request.method !== 'POST') return json(405, { error: 'not allowed' });
  const input = await readJson(request);
  if (request.path === '/__faults') {
    const added = options.faults.add(input);
    return added.ok ? json(200, added.value) : json(400, { error: added.error });
  }
  const { function: name, event } = Object(input);
  if (typeof name !== 'string' || !options.invoke)
    return json(400, { error: 'expected {"function": name, "event": …}' });
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
