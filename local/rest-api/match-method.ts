import type { RestMethod } from '../template/rest-apis.ts';

/** The method that serves a request, with what its path's variables stand for; undefined when there is none. */
export const matchMethod = (
  methods: readonly RestMethod[],
  request: { readonly method: string; readonly path: string },
): { readonly method: RestMethod; readonly pathParameters: Readonly<Record<string, string>> } | undefined => {
  for (const method of methods) {
    const pathParameters = method.method === request.method ? match(method.resourcePath, request.path) : undefined;
    if (pathParameters) return { method, pathParameters };
  }
  return undefined;
};

const match = (resourcePath: string, path: string): Record<string, string> | undefined => {
  const wanted = resourcePath.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const [, variable] = /^\{(.+)\}$/.exec(part) ?? [];
    if (variable !== undefined && value !== '') parameters[variable] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
};
