import { urlProviderDependencies } from './dependencies.ts';
import { urlProviderHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = urlProviderHandler(urlProviderDependencies());
