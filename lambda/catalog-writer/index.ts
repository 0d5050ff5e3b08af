import { catalogWriterDependencies } from './dependencies.ts';
import { catalogWriterHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = catalogWriterHandler(catalogWriterDependencies());
