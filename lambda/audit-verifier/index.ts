import { auditVerifierDependencies } from './dependencies.ts';
import { auditVerifierHandler } from './handler.ts';

/** The deployed function. Clients are built once per execution environment. */
export const handler = auditVerifierHandler(auditVerifierDependencies());
