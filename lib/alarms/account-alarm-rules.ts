import type { AccountParts } from '../accounts/add-account.ts';
import type { AccountConfig } from '../config/accounts/twilio-accounts.ts';
import type { PlaybackFunction } from '../functions/playback-function.ts';
import { type AlarmRule, failures, PERIOD } from './alarm-rule.ts';
import { ATTACHMENT_ALARM_RULES, attachmentAlarmRules } from './attachment-alarm-rules.ts';
import { CALLBACK_ALARM_RULES, callbackAlarmRules } from './callback-alarm-rules.ts';

const PLAYBACK_ALARM_RULES: readonly AlarmRule[] = [
  {
    id: 'InternalErrors',
    metric: failures('internal_error'),
    unit: 'requests',
    threshold: 1,
    meaning: 'A bug, or our own access to Twilio or AWS is broken; listeners get 500.',
    runbook: 'internal-errors',
  },
  {
    id: 'Unavailable',
    metric: failures('unavailable'),
    unit: 'requests',
    threshold: 3,
    meaning: 'Twilio, S3, DynamoDB or KMS fails or is slow; listeners get 503 and no link.',
    runbook: 'unavailable',
  },
];

const urlProviderAlarmRules = ({ lambda }: PlaybackFunction): AlarmRule[] => [
  {
    id: 'UrlProviderErrors',
    metric: lambda.metricErrors({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: 'The url-provider function crashed, timed out or could not start.',
    runbook: 'function-errors',
  },
  {
    id: 'UrlProviderThrottles',
    metric: lambda.metricThrottles({ period: PERIOD }),
    unit: 'invocations',
    threshold: 1,
    meaning: "The function's Lambda concurrency, its own or the account's, is used up; listeners get 503.",
    runbook: 'function-throttles',
  },
];

/** An alarm, and the account that it is about. Absent: it is about all accounts. */
export interface AccountRule {
  readonly rule: AlarmRule;
  readonly account?: AccountConfig;
}

/**
 * Returns the alarms for what the accounts do. What the functions count themselves is counted for all accounts together:
 * these metrics have the stack as a dimension, not the account. Functions and queues have alarms for each account.
 * @param misuse alarms for all requests together
 */
export const accountAlarmRules = (accounts: readonly AccountParts[], misuse: readonly AlarmRule[]): AccountRule[] => [
  ...ofAll(PLAYBACK_ALARM_RULES),
  ...accounts.flatMap(parts => ofOne(parts, urlProviderAlarmRules(parts.urlProvider))),
  ...ofAll(misuse),
  ...ofAll(accounts.some(({ callEvents }) => callEvents) ? CALLBACK_ALARM_RULES : []),
  ...accounts.flatMap(parts => ofOne(parts, parts.callEvents ? callbackAlarmRules(parts.callEvents) : [])),
  ...ofAll(accounts.some(({ attachments }) => attachments) ? ATTACHMENT_ALARM_RULES : []),
  ...accounts.flatMap(parts => ofOne(parts, parts.attachments ? attachmentAlarmRules(parts.attachments) : [])),
];

const ofAll = (rules: readonly AlarmRule[]): AccountRule[] => rules.map(rule => ({ rule }));

const ofOne = ({ account }: AccountParts, rules: readonly AlarmRule[]): AccountRule[] =>
  rules.map(rule => ({ account, rule: { ...rule, meaning: `${nameOf(account)}${rule.meaning}` } }));

const nameOf = ({ root, label, accountSid }: AccountConfig): string => {
  if (label !== undefined) return `Twilio account ${label} (${accountSid}): `;
  return root ? '' : `Twilio account ${accountSid}: `;
};
