import type { CatalogFacts } from '../../domain/catalog/catalog-entry.ts';
import type { CatalogUpdate, CompanyFacts, RecordingUpdate, TaskUpdate } from '../../domain/catalog/catalog-update.ts';
import { recordingProgress } from '../../domain/catalog/recording-progress.ts';
import type { EncryptionDetails } from '../../domain/shared/encryption-details.ts';
import { parseJson } from '../../domain/shared/json-text.ts';
import { knownFacts } from '../../domain/shared/known-facts.ts';
import { parseRecordingSid } from '../../domain/shared/recording-sid.ts';
import { isAbsentOr, isDateTime, isListOf, isMapWith, isText } from '../dynamodb/value-checks.ts';

/** A message of another version is not read. Raise it when a member changes its meaning. */
const VERSION = 1;

/**
 * Returns updates as the text of a message, JSON. It has only the facts of the callbacks, neither the signature nor the
 * rest of a callback. JSON escapes the two characters that SQS does not accept.
 */
export const updateMessage = (updates: readonly CatalogUpdate[]): string =>
  JSON.stringify({ version: VERSION, updates }).replaceAll(
    /[\uFFFE\uFFFF]/g,
    character => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/**
 * Reads the updates of a message. Returns undefined for any other text, because other senders may have access to the queue.
 * Never returns facts that only the company sets, such as `restricted`.
 */
export const updatesFromMessage = (text: string): readonly CatalogUpdate[] | undefined => {
  const message: unknown = parseJson(text);
  if (!isMessage(message)) return undefined;
  const updates = message.updates.map(updateFrom);
  return updates.every(update => update !== undefined) ? updates : undefined;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isSid =
  (prefix: string) =>
  (value: unknown): value is string =>
    isText(value) && new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value);

/** The JSON form of an update: times are texts. */
type InJson<T> = T extends Date ? string : T;
/** The facts that callbacks contain. If a new fact is not read here, the code does not compile. */
type FactMembers = {
  readonly [Fact in Exclude<keyof CatalogFacts, keyof CompanyFacts | 'status' | 'durationSeconds' | 'objectKey'>]-?:
    | InJson<NonNullable<CatalogFacts[Fact]>>
    | undefined;
};
interface ReportMembers {
  readonly at: string;
  readonly taskSid: string;
  readonly taskCreatedAt: string;
  readonly agentWorkerSid: string | undefined;
  readonly queue: string | undefined;
}
interface UpdateMembers {
  readonly recordingSid: string;
  readonly ifUnknown: FactMembers | undefined;
  readonly progress: { readonly status: string; readonly durationSeconds: number | undefined } | undefined;
  readonly encryptionRaw: string | undefined;
}
interface TaskMembers {
  readonly taskReport: ReportMembers;
  readonly names: string[];
  readonly legs: string[];
}

const isUpdate = isMapWith<UpdateMembers>({
  recordingSid: isSid('RE'),
  ifUnknown: isAbsentOr(
    isMapWith<FactMembers>({
      accountSid: isAbsentOr(isSid('AC')),
      callSid: isAbsentOr(isSid('CA')),
      conferenceSid: isAbsentOr(isSid('CF')),
      startedAt: isAbsentOr(isDateTime),
      channels: isAbsentOr(isCount),
      encryption: isAbsentOr(isMapWith<EncryptionDetails>({ publicKeySid: isText, encryptedCek: isText, iv: isText })),
    }),
  ),
  progress: isAbsentOr(
    isMapWith<{ status: string; durationSeconds: number | undefined }>({
      status: isText,
      durationSeconds: isAbsentOr(isCount),
    }),
  ),
  encryptionRaw: isAbsentOr(isText),
});

const isNamed = isSid('(?:RE|CF|CA)');
const isTaskUpdate = isMapWith<TaskMembers>({
  taskReport: isMapWith<ReportMembers>({
    at: isDateTime,
    taskSid: isSid('WT'),
    taskCreatedAt: isDateTime,
    agentWorkerSid: isAbsentOr(isSid('WK')),
    queue: isAbsentOr(isText),
  }),
  names: isListOf(isNamed),
  legs: isListOf(isNamed),
});

const isMessage = isMapWith<{ version: typeof VERSION; updates: (UpdateMembers | TaskMembers)[] }>({
  version: (value): value is typeof VERSION => value === VERSION,
  updates: isListOf((value): value is UpdateMembers | TaskMembers => isTaskUpdate(value) || isUpdate(value)),
});

/** Copies the known members. Returns undefined for a status that Twilio does not have. */
const updateFrom = (update: UpdateMembers | TaskMembers): CatalogUpdate | undefined =>
  'names' in update
    ? { taskReport: reportFrom(update.taskReport), names: update.names, legs: update.legs }
    : recordingUpdateFrom(update);

const recordingUpdateFrom = ({ recordingSid, ifUnknown, progress, encryptionRaw }: UpdateMembers) => {
  const sid = parseRecordingSid(recordingSid);
  const reached = progress && recordingProgress(progress.status, progress.durationSeconds);
  if (!sid || (progress && !reached)) return undefined;
  const update: RecordingUpdate = {
    recordingSid: sid,
    ...(ifUnknown && { ifUnknown: factsFrom(ifUnknown) }),
    ...(reached && { progress: reached }),
    ...(encryptionRaw !== undefined && { encryptionRaw }),
  };
  return update;
};

const factsFrom = ({ startedAt, encryption, ...facts }: FactMembers): CatalogFacts =>
  knownFacts<CatalogFacts>({
    accountSid: facts.accountSid,
    callSid: facts.callSid,
    conferenceSid: facts.conferenceSid,
    startedAt: startedAt === undefined ? undefined : new Date(startedAt),
    channels: facts.channels,
    encryption: encryption && {
      publicKeySid: encryption.publicKeySid,
      encryptedCek: encryption.encryptedCek,
      iv: encryption.iv,
    },
  });

const reportFrom = ({
  at,
  taskSid,
  taskCreatedAt,
  agentWorkerSid,
  queue,
}: ReportMembers): TaskUpdate['taskReport'] => ({
  at: new Date(at),
  taskSid,
  taskCreatedAt: new Date(taskCreatedAt),
  ...(agentWorkerSid !== undefined && { agentWorkerSid }),
  ...(queue !== undefined && { queue }),
});
