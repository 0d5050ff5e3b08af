import type { LocalTemplate } from './template/read-template.ts';

/**
 * The template with addresses replaced in its functions' environments: what a function would be told of the deployed
 * gateway, it is told of the local one.
 * @param addresses deployed address → local address
 */
export const localAddresses = (
  template: LocalTemplate,
  addresses: Readonly<Record<string, string>>,
): LocalTemplate => ({
  ...template,
  functions: template.functions.map(definition => ({
    ...definition,
    environment: Object.fromEntries(
      Object.entries(definition.environment).map(([name, value]) => [name, localized(value, addresses)]),
    ),
  })),
});

const localized = (value: string, addresses: Readonly<Record<string, string>>): string =>
  Object.entries(addresses).reduce((text, [deployed, local]) => text.replaceAll(deployed, local), value);
