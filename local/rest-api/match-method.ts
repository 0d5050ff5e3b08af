import type { RestMethod } from '../template/rest-apis.ts';

/** Finds the method for a request, with the values of its path variables. Returns undefined when there is none. */
export const matchMethod = (
  methods: readonly RestMethod[],
  request: { readonly method: string; readonly path: string },
): { readonly method: RestMethod; readonly pathParameters: Readonly<Record<string, string>> } | undefined => {
  for (const method of methods) {
    const pathParameters = method.method === request.method ? matchPath(method.resourcePath, request.path) : undefined;
    if (pathParameters) return { method, pathParameters };
  }
  return undefined;
};

const matchPath = (resourcePath: string, path: string): Record<string, string> | undefined => {
  const expected = resourcePath.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = actual[index] ?? '';
    const [, variable] = /^\{(.+)\}$/.exec(part) ?? [];
    if (variable !== undefined && value !== '') parameters[variable] = value;
    else if (part !== value) return undefined;
  }
  return parameters;
};
