import { readCdkContext } from '../../deployment/twilio-account.ts';
import { green, notChecked, red } from '../check.ts';
import type { DeployedStack } from '../deployed-stack.ts';
import { inside } from '../inside-check.ts';
import { findKeyProblem } from './key-problem.ts';

/** Whether the keys that unwrap the content keys of recordings can be used. */
export const encryptionKeys = inside({
  id: 'encryption-keys',
  title: 'KMS keys of encrypted recordings',
  permissions: ['kms:DescribeKey'],
  run: async stack => {
    const arns = keyArns(stack);
    if (arns.length === 0) return notChecked('neither the stack nor cdk.json names a key for encrypted recordings');
    const problems = await Promise.all(arns.map(arn => findKeyProblem(stack, arn, 'ENCRYPT_DECRYPT')));
    const found = problems.filter(problem => problem !== undefined);
    return found.length === 0
      ? green(`${arns.length} enabled`)
      : red(
          found.join('; '),
          'Enable the key (aws kms enable-key), or cancel its deletion: without it, no recording that was encrypted for it can be played',
        );
  },
});

/** The key that the stack creates, and those that cdk.json names. */
const keyArns = ({ outputs }: DeployedStack): string[] => {
  const configured = Object.values(Object(readCdkContext()['encryptionKeys'])).map(String);
  const arns = [outputs.get('EncryptionKeyArn') ?? '', ...configured].filter(arn => arn.startsWith('arn:'));
  return [...new Set(arns)];
};
