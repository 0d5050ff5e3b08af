import type { Command } from 'commander';
import { dynamoDbRecordingCatalog } from '../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import type { AccessQuestion } from '../../lambda/domain/playback/access-question.ts';
import { denial } from '../../lambda/domain/playback/safe-decision.ts';
import { playbackFacts } from '../../lambda/domain/policy/playback-facts.ts';
import { type PlaybackPolicies, policyAuthorizer } from '../../lambda/domain/policy/policy-authorizer.ts';
import { readPolicyDocument } from '../../lambda/domain/policy/policy-document.ts';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { awsClients } from '../deployment/aws-clients.ts';
import { findWorkerSid } from '../deployment/find-workers.ts';
import { orThrow } from '../deployment/or-throw.ts';
import { resolveTableName, withTableOptions } from '../deployment/table-options.ts';
import { EXIT_CODE, type ExitCode } from '../terminal/exit-code.ts';
import { withFormat } from '../terminal/format-option.ts';
import { print, printJson } from '../terminal/output.ts';
import { compileOrReport } from './compile-or-report.ts';
import { type ExplainOptions, type ExplainQuestion, parseExplainOptions } from './explain-options.ts';
import { type Explanation, explanation, explanationText, explanationWithoutFacts } from './explanation.ts';
import { readUserFromTrail } from './user-from-trail.ts';

/** Adds `policy explain`: what the local policy files decide about a user and a recording of a deployment. */
export const addExplain = (program: Command, exitWith: (code: ExitCode) => void): void => {
  withFormat(withTableOptions(program.command('explain'), 'Recordings table'))
    .description('Shows the decision, the deciding policies and the facts that they used.')
    .requiredOption('--user <WK… | e-mail>', "the user's worker SID or e-mail address")
    .requiredOption('--recording <RE…>', "the recording's SID")
    .option('--role <role...>', "the user's roles (default: those of the user's latest audit event)")
    .option('--identity <identity>', "the user's encoded identity (default: as in that event; with --role: unknown)")
    .option('--ip <address>', 'source address of the request', '127.0.0.1')
    .option('--at <time>', 'time of the request, ISO 8601 (default: now)')
    .option('--dir <folder>', 'folder of the policy files', POLICY_DIR)
    .action(async (options: ExplainOptions) => {
      const asked = parseExplainOptions(options);
      const compiled = compileOrReport(options);
      if (!compiled) return exitWith(EXIT_CODE.unusable);
      const explained = await explain(asked, readPolicyDocument(Buffer.from(compiled.document)), options);
      if (options.format === 'json') printJson(explained, 2);
      else print(`${explanationText(explained)}\n`);
      exitWith(explained.decision === 'allow' ? EXIT_CODE.found : EXIT_CODE.nothing);
    });
};

const explain = async (
  asked: ExplainQuestion,
  policies: PlaybackPolicies,
  options: ExplainOptions,
): Promise<Explanation> => {
  const catalog = dynamoDbRecordingCatalog({
    client: awsClients(options).dynamoDb(),
    table: await resolveTableName(options, 'RecordingsTableName'),
  });
  const catalogued = await catalog.find(asked.recordingSid);
  // As in the deployed function, an entry that cannot be parsed is a denial and not an error.
  if (!catalogued.ok && catalogued.error.code === 'forbidden')
    return explanationWithoutFacts(denial(catalogued.error.reason));
  const recording = orThrow(catalogued);
  const question: AccessQuestion = { ...(await readRequest(asked, options)), recording };
  const decision = policyAuthorizer(policies).decide(question);
  return explanation(decision, playbackFacts(question, policies.teams), recording !== undefined);
};

const readRequest = async (asked: ExplainQuestion, options: ExplainOptions): Promise<AccessQuestion> => {
  const { recordingSid, roles, identity, sourceIp, now } = asked;
  const workerSid = await findWorkerSid(options, asked.user);
  const user = roles ? { roles, identity: '' } : await readUserFromTrail(options, workerSid);
  const caller = {
    roles: user.roles,
    identity: identity ?? user.identity,
    workerSid,
    realmUserId: '',
    tokenExpiresAtMs: 0,
    tokenFingerprint: '',
  };
  return { caller, recordingSid, client: { sourceIp, userAgent: '' }, now };
};
