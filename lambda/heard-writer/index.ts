import { heardWriterDependencies } from './dependencies.ts';
import { heardWriterHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = heardWriterHandler(heardWriterDependencies());
