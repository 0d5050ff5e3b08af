import { accessLogReaderDependencies } from './dependencies.ts';
import { accessLogReaderHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = accessLogReaderHandler(accessLogReaderDependencies());
