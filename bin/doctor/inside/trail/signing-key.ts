import { green, red } from '../../check.ts';
import { outputOf } from '../../deployed-stack.ts';
import { inside } from '../../inside-check.ts';
import { findKeyProblem } from '../key-problem.ts';

/** Whether the key that signs the digests of the audit trail can be used. */
export const signingKey = inside({
  id: 'signing-key',
  title: 'KMS key of the digests',
  permissions: ['kms:DescribeKey'],
  run: async stack => {
    const problem = await findKeyProblem(stack, outputOf(stack, 'AuditSigningKeyArn'), 'SIGN_VERIFY');
    return problem === undefined
      ? green('enabled')
      : red(problem, 'Enable the key (aws kms enable-key), or cancel its deletion: digests are signed with it');
  },
});
