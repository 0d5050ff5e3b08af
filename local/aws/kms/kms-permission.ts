import type { Permission } from '../iam/role-policy.ts';

/**
 * Returns the permission that a caller needs when another service uses a key for it. `service` has the form
 * `s3.us-east-1.amazonaws.com`.
 */
export const permissionViaService = (action: string, keyArn: string, service: string): Permission => ({
  action,
  resource: keyArn,
  context: { 'kms:ViaService': service },
});
