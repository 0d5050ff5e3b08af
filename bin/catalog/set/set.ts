import { type Command, Option } from 'commander';
import {
  dynamoDbCatalogWriter,
  inspectCatalogItem,
  readCatalogItemOf,
} from '../../../lambda/adapters/dynamodb/dynamodb-recording-catalog.ts';
import type { S3Hold } from '../../../lambda/domain/audit/events/rule-event.ts';
import type { RecordingSid } from '../../../lambda/domain/shared/recording-sid.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { findWorkerSid } from '../../deployment/find-workers.ts';
import { orThrow } from '../../deployment/or-throw.ts';
import { recordingSidArgument, userArgument } from '../../deployment/sid-arguments.ts';
import { resolveTableName, withTableOptions } from '../../deployment/table-options.ts';
import { AwsError } from '../../terminal/exit-code.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import { print } from '../../terminal/output.ts';
import { holdChange } from '../hold/hold-change.ts';
import { planHold, s3HoldOf } from '../hold/hold-plan.ts';
import { locateObject } from '../hold/locate-object.ts';
import { putLegalHolds, readObjectHolds } from '../hold/s3-legal-holds.ts';
import { itemText, noteHold, warnOfUnreadable } from '../item-text.ts';
import type { Change } from './change-on-record.ts';
import { changedFacts } from './changed-facts.ts';
import { type CompanyFactsOptions, companyDecision } from './company-facts.ts';
import { type RecordOptions, recordChanges } from './record-changes.ts';

interface SetOptions extends RecordOptions, CompanyFactsOptions, FormatOption {}

type Catalog = Parameters<typeof inspectCatalogItem>[0];

/** Adds `catalog set RE…`, which sets facts that only the company knows, or that correct facts of Twilio. */
export const addSet = (program: Command): void => {
  withFormat(withTableOptions(program.command('set'), 'Recordings table'))
    .description('Sets facts of a recording, and records who set them. They take precedence over what Twilio reports.')
    .argument('<RE…>', "the recording's SID")
    .option('--restricted', 'only users whom the policies allow restricted recordings may listen')
    .option('--no-restricted', 'no longer restricted')
    .addOption(
      new Option('--hold <on | off>', "set or lift a legal hold, also S3's if the bucket has Object Lock").choices([
        'on',
        'off',
      ]),
    )
    .option('--tag <label>', 'a tag; repeat the option for several tags. They replace the existing tags', collect)
    .option('--no-tags', 'remove all tags')
    .option('--team <name>', 'the team of the worker who handled the call')
    .option('--no-team', "use what Twilio reports, or the agent's team")
    .option('--queue <name>', 'the queue that the call came through')
    .option('--no-queue', 'use what Twilio reports')
    .option('--agent <WK… | e-mail>', 'the worker who handled the call')
    .option('--no-agent', 'use what Twilio reports')
    .option('--reason <text>', 'the reason that the audit trail records', 'set_by_operator')
    .option('--audit-table <name>', "the audit table, instead of the stack's")
    .action(async (sid: string, options: SetOptions) => {
      const recordingSid = recordingSidArgument(sid);
      const decision = companyDecision({ ...options, ...(await findAgentBySid(options)) });
      const client = awsClients(options).dynamoDb();
      const catalog = { client, table: await resolveTableName(options, 'RecordingsTableName') };
      const stored = orThrow(await readCatalogItemOf(catalog, recordingSid)) ?? {};
      const hold = options.hold && (await prepareHold(options, { catalog, recordingSid, stored: stored['held'] }));
      const changed = changedFacts(stored, decision);
      const changes: Change[] = hold?.change ? [hold.change] : [];
      if (changed) {
        const { decided, before, after } = changed;
        const apply = () => dynamoDbCatalogWriter(catalog).apply({ recordingSid, decided });
        changes.push({ event: 'facts_changed', recordingSid, before, after, apply });
      }
      if (changes.length > 0) await recordChanges(options, client, changes);
      await printEntry(catalog, recordingSid, { asJson: options.format === 'json', s3Hold: hold?.s3Hold });
    });
};

/** Reads what S3 holds, and prepares the change. There is none if catalog and S3 already are as ordered. */
const prepareHold = async (
  options: SetOptions,
  { catalog, recordingSid, stored }: { catalog: Catalog; recordingSid: RecordingSid; stored: unknown },
): Promise<{ readonly change: Change | undefined; readonly s3Hold: S3Hold }> => {
  const location = await locateObject(options, recordingSid);
  const objects = orThrow(await readObjectHolds(location));
  const plan = planHold(options.hold === 'on', stored, objects);
  const targets = {
    catalog: dynamoDbCatalogWriter(catalog),
    putLegalHolds: putLegalHolds.bind(undefined, location),
  };
  return { change: plan && holdChange(targets, recordingSid, plan), s3Hold: s3HoldOf(objects) };
};

const printEntry = async (
  catalog: Catalog,
  recordingSid: RecordingSid,
  { asJson, s3Hold }: { asJson: boolean; s3Hold: S3Hold | undefined },
): Promise<void> => {
  const item = await inspectCatalogItem(catalog, recordingSid);
  if (!item.ok) throw new AwsError(`The facts were written, but the entry cannot be shown: ${item.error.reason}`);
  if (!item.value) {
    print(asJson ? 'null\n' : `Nothing is known about ${recordingSid}.\n`);
    return;
  }
  const answer = item.value.entry.held ? s3Hold : undefined;
  print(itemText(item.value, asJson, answer && { s3Hold: answer }));
  if (answer) noteHold(answer);
  warnOfUnreadable(item.value);
};

/** Finds the worker SID of an agent who is named by e-mail address. */
const findAgentBySid = async ({ agent, ...options }: SetOptions): Promise<Pick<SetOptions, 'agent'>> =>
  typeof agent === 'string' && agent.includes('@') ? { agent: await findWorkerSid(options, userArgument(agent)) } : {};

const collect = (label: string, before: readonly string[] = []): readonly string[] => [...before, label];
