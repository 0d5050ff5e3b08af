import { mediaVerifierDependencies } from './dependencies.ts';
import { mediaVerifierHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = mediaVerifierHandler(mediaVerifierDependencies());
