import type { LocalTemplate } from '../template/read-template.ts';

/**
 * Returns the template with other addresses in the environments of its functions: each deployed address is replaced by
 * the local one. `addresses`: deployed address → local address.
 */
export const replaceAddresses = (
  template: LocalTemplate,
  addresses: Readonly<Record<string, string>>,
): LocalTemplate => ({
  ...template,
  functions: template.functions.map(definition => ({
    ...definition,
    environment: Object.fromEntries(
      Object.entries(definition.environment).map(([name, value]) => [name, withLocalAddresses(value, addresses)]),
    ),
  })),
});

/** Replaces each deployed address in a text by the local one. */
export const withLocalAddresses = (value: string, addresses: Readonly<Record<string, string>>): string =>
  Object.entries(addresses).reduce((text, [deployed, local]) => text.replaceAll(deployed, local), value);
