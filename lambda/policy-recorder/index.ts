import { policyRecorderDependencies } from './dependencies.ts';
import { policyRecorderHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = policyRecorderHandler(policyRecorderDependencies());
