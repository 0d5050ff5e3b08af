import type { Command } from 'commander';
import { dynamoDbRecordingCatalog } from '../../lambda/adapters/dynamodb-recording-catalog.ts';
import type { AccessQuestion } from '../../lambda/domain/access-decision.ts';
import { playbackFacts } from '../../lambda/domain/policy/playback-facts.ts';
import { policyAuthorizer } from '../../lambda/domain/policy/policy-authorizer.ts';
import { readPolicyDocument } from '../../lambda/domain/policy/policy-document.ts';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { recordingSidArgument, workerSidArgument } from '../deployment/sid-arguments.ts';
import { type TableOptions, tableOf, withTableOptions } from '../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode, UsageError } from '../terminal/exit-code.ts';
import { printableJson } from '../terminal/printable.ts';
import { compiledOrReported, type PolicyFolderOptions } from './compiled-or-reported.ts';
import { explanation, explanationText } from './explanation.ts';
import { userFromTrail } from './roles-of.ts';

interface ExplainOptions extends TableOptions, PolicyFolderOptions {
  readonly user: string;
  readonly recording: string;
  readonly role?: readonly string[];
  readonly ip: string;
  readonly at?: string;
}

/** `policy explain`: what the policy files on this machine decide about a user and a recording of a deployment. */
export const addExplain = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withTableOptions(program.command('explain'), 'Recordings table')
    .description('Shows the decision, the policies that made it and the facts that they saw.')
    .requiredOption('--user <WK…>', "the user's worker SID")
    .requiredOption('--recording <RE…>', "the recording's SID")
    .option('--role <role...>', "the user's roles (default: those of the user's latest audit event)")
    .option('--ip <address>', 'where the request would come from', '127.0.0.1')
    .option('--at <time>', 'when it would be made, ISO 8601 (default: now)')
    .option('--dir <folder>', 'folder of the policy files', POLICY_DIR)
    .option('--json', 'answer in JSON')
    .action(async (options: ExplainOptions) => {
      const compiled = compiledOrReported(options);
      if (!compiled) return exitWith(EXIT_CODE.unusable);
      const question = await questionFrom(options);
      const policies = readPolicyDocument(Buffer.from(compiled.document));
      const decision = policyAuthorizer(policies).decide(question);
      const explained = explanation(
        decision,
        playbackFacts(question, policies.teams),
        question.recording !== undefined,
      );
      process.stdout.write(`${options.json ? printableJson(explained, 2) : explanationText(explained)}\n`);
      exitWith(decision.allowed ? EXIT_CODE.found : EXIT_CODE.nothing);
    });
};

const questionFrom = async (options: ExplainOptions): Promise<AccessQuestion> => {
  const workerSid = workerSidArgument(options.user);
  const recordingSid = recordingSidArgument(options.recording);
  const now = new Date(options.at ?? Date.now());
  if (Number.isNaN(now.getTime()))
    throw new UsageError(`--at "${options.at}" is no time. Example: --at 2026-11-24T08:00:00Z`);

  const catalog = dynamoDbRecordingCatalog({
    client: awsClients(options).dynamoDb(),
    table: await tableOf(options, 'RecordingsTableName'),
  });
  const recording = orThrow(await catalog.find(recordingSid));
  const user = options.role ? { roles: options.role, identity: '' } : await userFromTrail(options, workerSid);
  const caller = { ...user, workerSid, realmUserId: '', tokenExpiresAtMs: 0, tokenFingerprint: '' };
  return { caller, recordingSid, client: { sourceIp: options.ip, userAgent: '' }, now, recording };
};
