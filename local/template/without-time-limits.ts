import type { LocalTemplate } from './read-template.ts';

const DAY_SECONDS = 86_400;

/**
 * The template with a day for every function and integration, so that a function which waits at a breakpoint is neither
 * ended nor given up.
 */
export const withoutTimeLimits = (template: LocalTemplate): LocalTemplate => ({
  ...template,
  functions: template.functions.map(definition => ({ ...definition, timeoutSeconds: DAY_SECONDS })),
  httpApis: template.httpApis.map(api => ({
    ...api,
    routes: api.routes.map(route => ({ ...route, timeoutMs: DAY_SECONDS * 1000 })),
  })),
});
