import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditEventName } from '../../../lambda/domain/audit/events/audit-event.ts';
import type { ChainEventName } from '../../../lambda/domain/audit/events/chain-event.ts';
import type { RuleEventName } from '../../../lambda/domain/audit/events/rule-event.ts';
import { type TableOptions, withTableOptions } from '../../deployment/table-options.ts';
import { type FormatOption, withFormat } from '../../terminal/format-option.ts';
import type { TimeOptions } from './time-range.ts';

const EVENTS: Readonly<Record<AuditEventName | ChainEventName | RuleEventName, true>> = {
  link_issued: true,
  denied: true,
  not_playable: true,
  media_opened: true,
  media_fetched: true,
  media_heard: true,
  media_refused: true,
  integrity_failed: true,
  link_revoked: true,
  facts_changed: true,
  hold_changed: true,
  change_failed: true,
  policies_deployed: true,
  chain_verified: true,
  chain_broken: true,
};

/** The names of all events that this product writes. */
export const EVENT_NAMES: readonly string[] = Object.keys(EVENTS);

/** The formats of a query. */
export type EventFormatName = 'table' | 'csv' | 'json' | 'ndjson';
const FORMATS: readonly EventFormatName[] = ['table', 'csv', 'json', 'ndjson'];

/** The options that all queries have. */
export interface QueryOptions extends TableOptions, TimeOptions, FormatOption<EventFormatName> {
  readonly event?: AuditEventName | ChainEventName | RuleEventName;
  /** Print links and how much of each was heard, not events. */
  readonly heard?: boolean;
  readonly limit?: number;
  readonly localTime?: true;
}

/** Adds the options that limit the period. */
export const withTimeOptions = (command: Command): Command =>
  command
    .option('--since <time>', 'from this time on: 2026-11-24, 2026-11-24T08:30Z, or 7d for seven days ago')
    .option('--until <time>', 'up to this time, exclusive');

/** Adds the options that name the deployment and its audit table. */
export const withTrailOptions = (command: Command): Command => withTableOptions(command, 'audit table');

/** Adds all options of a query. */
export const withQueryOptions = (command: Command): Command =>
  withTrailOptions(
    withFormat(withTimeOptions(command), FORMATS)
      .addOption(new Option('--event <event>', 'only this kind of event').choices(EVENT_NAMES))
      .addOption(
        new Option('--heard', 'one line for each link: how much of the recording was heard').conflicts('event'),
      )
      .addOption(
        new Option(
          '--local-time',
          "in tables, times in this computer's time zone (TZ); other formats stay UTC",
        ).conflicts('utc'),
      )
      .addOption(new Option('--utc', 'in tables, times in UTC, which is the default'))
      .option('--limit <count>', 'stop after this number of events', positiveInteger),
  );

/** The options of a query that also reads the catalog. */
export interface CatalogQueryOptions extends QueryOptions {
  readonly recordingsTable?: string;
}

/** Adds all options of a query that also reads the catalog. */
export const withCatalogQueryOptions = (command: Command): Command =>
  withQueryOptions(command).option('--recordings-table <name>', "the catalog, instead of the stack's");

const positiveInteger = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Use a whole number greater than 0, such as 100.');
  return Number(text);
};
