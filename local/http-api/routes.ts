import type { HttpApiRoute } from '../template/http-apis.ts';

/** The route that serves a request, and what its path's variables stand for. */
export interface RouteMatch {
  readonly route: HttpApiRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Picks a route as HTTP APIs do: a literal path before a variable (`{id}`), that before a greedy one (`{proxy+}`), a
 * named method before `ANY`, and `$default` for whatever is left. No match: undefined.
 */
export const matchRoute = (
  routes: readonly HttpApiRoute[],
  request: { readonly method: string; readonly path: string },
): RouteMatch | undefined => {
  const ranked = [...routes].sort((a, b) => rank(a.routeKey) - rank(b.routeKey));
  for (const route of ranked) {
    const pathParameters = match(route.routeKey, request);
    if (pathParameters) return { route, pathParameters };
  }
  return undefined;
};

/** Lower goes first. */
const rank = (routeKey: string): number => {
  if (routeKey === '$default') return 6;
  const greediness = routeKey.includes('+}') ? 4 : routeKey.includes('{') ? 2 : 0;
  return greediness + (routeKey.startsWith('ANY ') ? 1 : 0);
};

const match = (
  routeKey: string,
  request: { readonly method: string; readonly path: string },
): Record<string, string> | undefined => {
  if (routeKey === '$default') return {};
  const [method, template = ''] = routeKey.split(' ');
  if (method !== 'ANY' && method !== request.method) return undefined;
  const wanted = template.split('/');
  const given = request.path.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    if (greedy) {
      const rest = given.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [greedy]: decode(rest) };
    }
    const value = given[index];
    const variable = /^\{(.+)\}$/.exec(part)?.[1];
    if (variable && value) parameters[variable] = decode(value);
    else if (part !== value) return undefined;
  }
  return wanted.length === given.length ? parameters : undefined;
};

/** Percent-decoding that leaves alone what is not valid. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
