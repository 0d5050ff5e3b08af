import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/stack.ts';
import { auditCliIn } from '../support/audit-cli.ts';
import { askFor, auditTrail } from '../support/playback-client.ts';

const policyDir = mkdtempSync(join(tmpdir(), 'policies-'));
const dataDir = mkdtempSync(join(tmpdir(), 'deployed-'));
const AUDITOR = { AWS_ACCESS_KEY_ID: 'auditor', AWS_SECRET_ACCESS_KEY: 'auditor' };

let stack: LocalStack | undefined;
const deploy = async (more: LocalStackOptions = {}) => {
  stack = await startLocalStack({ deployCustomResources: true, policyDir, dataDir, ...more });
  return stack.description;
};
const deployments = async () => {
  if (!stack) throw new Error('the stack is not started');
  return (await auditTrail(stack.description)).filter(({ recording_sid }) => recording_sid === 'policies');
};

beforeAll(() => cp(POLICY_DIR, policyDir, { recursive: true }));
afterEach(async () => {
  await stack?.close();
  stack = undefined;
});
afterAll(() => {
  for (const folder of [policyDir, dataDir]) rmSync(folder, { recursive: true });
});

/** The policy set that decided a request. */
const decidedBy = async (description: LocalStack['description']) => {
  await askFor(description, description.recordings[0]?.sid ?? '', description.tokens.supervisor);
  return (await auditTrail(description)).findLast(({ policy_set }) => policy_set !== undefined)?.policy_set;
};

test('each deployment that changes the policies is on record with the sets before and after, and others are not', async () => {
  const first = await decidedBy(await deploy());
  expect(await deployments()).toMatchObject([{ event: 'policies_deployed', before: {}, after: { policy_set: first } }]);
  await stack?.close();

  await deploy();
  expect(await deployments()).toHaveLength(1);
  await stack?.close();

  await appendFile(join(policyDir, 'playback.cedar'), '@id("nobody")\nforbid (principal, action, resource);\n');
  const description = await deploy();
  const second = await decidedBy(description);
  expect(second).not.toBe(first);
  const stackId = expect.stringMatching(/^arn:aws:cloudformation:us-east-1:\d{12}:stack\/FlexSecurePlayback\//);
  expect((await deployments())[1]).toMatchObject({
    ...{ before: { policy_set: first }, after: { policy_set: second } },
    ...{ operator: 'unknown: see CloudTrail', tool: 'cloudformation', stack_id: stackId },
  });
  const here = ['--event', 'policies_deployed', '--format', 'csv', '--endpoint', description.aws];
  const { code, stdout } = await auditCliIn(AUDITOR, 'by-recording', 'policies', ...here);
  expect([code, stdout.trim().split('\n').length]).toEqual([0, 3]);
});

test('a deployment of policies that cannot be put on record fails', async () => {
  const withoutPut: NonNullable<LocalStackOptions['editTemplate']> = template => {
    for (const [id, { Type, Properties }] of Object.entries<{ Type: string; Properties: { PolicyDocument: object } }>(
      template.Resources,
    )) {
      if (Type !== 'AWS::IAM::Policy' || !id.startsWith('PolicyRecorder')) continue;
      Properties.PolicyDocument = JSON.parse(
        JSON.stringify(Properties.PolicyDocument).replace('dynamodb:PutItem', 'none:x'),
      );
    }
  };
  const folder = mkdtempSync(join(tmpdir(), 'refused-'));
  try {
    await expect(deploy({ dataDir: folder, editTemplate: withoutPut })).rejects.toThrow(
      'The audit trail cannot be written (audit_access_denied), so the policies are not deployed',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
