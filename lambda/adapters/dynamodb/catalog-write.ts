import type { CatalogFacts } from '../../domain/catalog/catalog-entry.ts';
import type { CompanyFacts, RecordingUpdate } from '../../domain/catalog/catalog-update.ts';
import { type RecordingProgress, statusesFrom } from '../../domain/catalog/recording-progress.ts';
import { attributeValue, CATALOG_ATTRIBUTES, ENCRYPTION_RAW_ATTRIBUTE } from './catalog-item.ts';

/** The parameters of a conditional `UpdateItem`. The condition is true exactly if the write would change something. */
export interface CatalogWrite {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  /** Plain values that are not yet marshalled. */
  readonly values: Record<string, unknown>;
}

/** A callback has at most 64 KiB, so three of the longest leave room in an item of 400 KiB. */
const MAX_ENCRYPTION_RAW = 3;

/**
 * Returns the writes of an update, without its task report. They may run in any order. Facts with different conditions need
 * different writes, because a condition applies to a whole write.
 */
export const catalogWrites = ({ ifUnknown = {}, progress, encryptionRaw, decided }: RecordingUpdate): CatalogWrite[] =>
  [
    unknownWrite(ifUnknown),
    progress && progressWrite(progress),
    encryptionRaw !== undefined && additionWrite(ENCRYPTION_RAW_ATTRIBUTE, encryptionRaw, MAX_ENCRYPTION_RAW),
    decided && decidedWrite(decided.facts, decided.cleared),
  ].filter(write => write !== undefined && write !== false);

const unknownWrite = (facts: CatalogFacts): CatalogWrite | undefined => {
  const known = entries(facts);
  if (known.length === 0) return undefined;
  return {
    UpdateExpression: `SET ${known.map(([fact]) => `#${fact} = if_not_exists(#${fact}, :${fact})`).join(', ')}`,
    ConditionExpression: known.map(([fact]) => `attribute_not_exists(#${fact})`).join(' OR '),
    ExpressionAttributeNames: namesOf(known.map(([fact]) => fact)),
    values: valuesOf(known),
  };
};

/**
 * Writes status and duration together: while the status is not `completed`, the duration of the completed recording is not
 * known. Also replaces a status that is not one of Twilio's.
 */
const progressWrite = (progress: RecordingProgress): CatalogWrite => {
  const higher = statusesFrom(progress.status).map((status, index) => [`:status${index}`, status] as const);
  const durationSeconds = progress.status === 'completed' ? progress.durationSeconds : undefined;
  const isNew = `NOT #status IN (${higher.map(([name]) => name).join(', ')})`;
  const isLonger = 'attribute_not_exists(#durationSeconds) OR #durationSeconds < :durationSeconds';
  const hasDuration = durationSeconds !== undefined;
  return {
    UpdateExpression: `SET #status = :status0${hasDuration ? ', #durationSeconds = :durationSeconds' : ''}`,
    ConditionExpression: hasDuration ? `${isNew} OR ${isLonger}` : isNew,
    ExpressionAttributeNames: namesOf(hasDuration ? ['status', 'durationSeconds'] : ['status']),
    values: { ...Object.fromEntries(higher), ...(hasDuration && { ':durationSeconds': durationSeconds }) },
  };
};

/** Adds a member to a set. Sets only grow, so the order of the writes does not matter. The limit protects the item's size. */
const additionWrite = (attribute: string, member: string, limit: number): CatalogWrite => ({
  UpdateExpression: 'ADD #set :members',
  ConditionExpression: 'attribute_not_exists(#set) OR (NOT contains(#set, :member) AND size(#set) < :limit)',
  ExpressionAttributeNames: { '#set': attribute },
  values: { ':members': new Set([member]), ':member': member, ':limit': limit },
});

const decidedWrite = (facts: CompanyFacts, cleared: readonly (keyof CompanyFacts)[]): CatalogWrite => {
  const set = entries(facts);
  const names = [...set.map(([fact]) => fact), ...cleared];
  const clauses = [
    set.length > 0 && `SET ${set.map(([fact]) => `#${fact} = :${fact}`).join(', ')}`,
    cleared.length > 0 && `REMOVE ${cleared.map(fact => `#${fact}`).join(', ')}`,
  ];
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ConditionExpression: [
      ...set.map(([fact]) => `attribute_not_exists(#${fact}) OR #${fact} <> :${fact}`),
      ...cleared.map(fact => `attribute_exists(#${fact})`),
    ].join(' OR '),
    ExpressionAttributeNames: namesOf(names),
    values: valuesOf(set),
  };
};

const namesOf = (facts: readonly (keyof CatalogFacts)[]): Record<string, string> =>
  Object.fromEntries(facts.map(fact => [`#${fact}`, CATALOG_ATTRIBUTES[fact]]));

const valuesOf = (facts: readonly [fact: string, value: unknown][]): Record<string, unknown> =>
  Object.fromEntries(facts.map(([fact, value]) => [`:${fact}`, value]));

const entries = <F extends CatalogFacts>(facts: F): [keyof F & keyof CatalogFacts, unknown][] =>
  (Object.entries(facts) as [keyof F & keyof CatalogFacts, CatalogFacts[keyof CatalogFacts]][]).map(([fact, value]) => [
    fact,
    attributeValue(value),
  ]);
