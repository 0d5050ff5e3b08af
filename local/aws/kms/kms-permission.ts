import type { Permission } from '../iam/role-policy.ts';

/** The use of a key that another service makes on its caller's behalf; `service` is such as `s3.us-east-1.amazonaws.com`. */
export const viaService = (action: string, keyArn: string, service: string): Permission => ({
  action,
  resource: keyArn,
  context: { 'kms:ViaService': service },
});
