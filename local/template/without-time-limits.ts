import type { LocalTemplate } from './read-template.ts';

const DAY_SECONDS = 86_400;

/** Returns the template with time limits of one day, so that a function can wait at a breakpoint. */
export const withoutTimeLimits = (template: LocalTemplate): LocalTemplate => ({
  ...template,
  functions: template.functions.map(definition => ({ ...definition, timeoutSeconds: DAY_SECONDS })),
  httpApis: template.httpApis.map(api => ({
    ...api,
    routes: api.routes.map(route => ({ ...route, timeoutMs: DAY_SECONDS * 1000 })),
  })),
});
