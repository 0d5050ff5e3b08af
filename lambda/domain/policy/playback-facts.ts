import { isEncrypted } from '../catalog/catalog-entry.ts';
import type { AccessQuestion } from '../playback/access-question.ts';
import { datetimeOf } from './date-time.ts';
import type { PolicyRequest } from './entity-access.ts';
import { parseIpRange } from './ip-range.ts';
import { type Entity, entityUid, type Value, type ValueRecord } from './value.ts';

/** Teams by worker SID: `{"WK…": "billing"}`. */
export type TeamsByWorker = Readonly<Record<string, string>>;

const PLAY = entityUid('Action', 'play');
const MINUTE_MS = 60_000;

/**
 * Translates an access question into the facts that `policy/schema.cedarschema` declares. No other code supplies them.
 * An unknown fact is absent: a policy must see that it is missing, and never a default value.
 */
export const playbackFacts = (question: AccessQuestion, teams: TeamsByWorker): PolicyRequest => {
  const { caller, recordingSid, client, now, recording } = question;
  const user: Entity = {
    uid: entityUid('User', caller.workerSid),
    attributes: knownValues({
      workerSid: caller.workerSid,
      identity: caller.identity || undefined,
      team: teamOf(caller.workerSid, teams),
    }),
    parents: caller.roles.map(role => entityUid('Role', role)),
  };
  const recorded: Entity = {
    uid: entityUid('Recording', recordingSid),
    attributes: knownValues({
      agentWorkerSid: recording?.agentWorkerSid,
      queue: recording?.queue,
      // Never from the worker's attributes, which agents may be able to edit.
      team: recording?.team ?? teamOf(recording?.agentWorkerSid, teams),
      tags: recording?.tags,
      restricted: recording?.restricted,
      held: recording?.held,
      durationSeconds: wholeNumber(recording?.durationSeconds),
      startedAt: recording?.startedAt && datetimeOf(BigInt(recording.startedAt.getTime())),
      encrypted: recording && isEncrypted(recording),
    }),
    parents: [],
  };
  return {
    principal: user.uid,
    action: PLAY,
    resource: recorded.uid,
    context: knownValues({
      sourceIp: parseIpRange(client.sourceIp),
      time: datetimeOf(BigInt(now.getTime())),
      minutesSinceCall: wholeNumber(
        recording?.startedAt && (now.getTime() - recording.startedAt.getTime()) / MINUTE_MS,
      ),
    }),
    entities: new Map([
      [user.uid.key, user],
      [recorded.uid.key, recorded],
    ]),
  };
};

const teamOf = (workerSid: string | undefined, teams: TeamsByWorker): string | undefined =>
  workerSid !== undefined && Object.hasOwn(teams, workerSid) ? teams[workerSid] : undefined;

const knownValues = (facts: Readonly<Record<string, Value | undefined>>): ValueRecord => {
  const record = new Map<string, Value>();
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) record.set(name, value);
  }
  return record;
};

const wholeNumber = (number: number | undefined): bigint | undefined =>
  number === undefined ? undefined : BigInt(Math.floor(number));
