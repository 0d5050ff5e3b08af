import { auditDigestDependencies } from './dependencies.ts';
import { auditDigestHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = auditDigestHandler(auditDigestDependencies());
