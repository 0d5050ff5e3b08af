import { parseIpRange } from '../../lambda/domain/policy/ip-range.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { recordingSidArgument, type UserArgument, userArgument } from '../deployment/sid-arguments.ts';
import type { TableOptions } from '../deployment/table-options.ts';
import { UsageError } from '../terminal/exit-code.ts';
import type { PolicyFolderOptions } from './compile-or-report.ts';

/** The options of `policy explain` as the user typed them. */
export interface ExplainOptions extends TableOptions, PolicyFolderOptions {
  readonly user: string;
  readonly recording: string;
  readonly role?: readonly string[];
  readonly identity?: string;
  readonly ip: string;
  readonly at?: string;
}

/** The access question to explain. */
export interface ExplainQuestion {
  /** An e-mail address stands for the worker of the user's latest audit event. */
  readonly user: UserArgument;
  readonly recordingSid: RecordingSid;
  /** Undefined: use the roles of the user's latest audit event. */
  readonly roles: readonly string[] | undefined;
  /** Undefined: use the identity of that event; if the roles are given, the identity is unknown. */
  readonly identity: string | undefined;
  readonly sourceIp: string;
  readonly now: Date;
}

/** Parses the options. Throws `UsageError`, with an example, for an invalid one. */
export const parseExplainOptions = ({ user, recording, role, identity, ip, at }: ExplainOptions): ExplainQuestion => ({
  user: userArgument(user),
  recordingSid: recordingSidArgument(recording),
  roles: role?.map(roleArgument),
  identity,
  sourceIp: addressArgument(ip),
  now: timeArgument(at),
});

/** Parses a role. Twilio's roles are single words: "agent,admin" would be a role that no user has. */
const roleArgument = (text: string): string => {
  if (/^[^\s,]+$/.test(text)) return text;
  throw new UsageError(`--role "${text}" is not a role. Example: --role agent wfo.quality_manager`);
};

/** Parses a source address. It must be one address in a notation that Cedar accepts, or policies would not see it. */
const addressArgument = (text: string): string => {
  if (parseIpRange(text) && !text.includes('/')) return text;
  throw new UsageError(`--ip "${text}" is not an IP address. Example: --ip 203.0.113.7`);
};

const timeArgument = (text: string | undefined): Date => {
  const time = new Date(text ?? Date.now());
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(`--at "${text}" is not a time. Example: --at 2026-11-24T08:00:00Z`);
};
