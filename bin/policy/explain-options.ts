import { parseIpRange } from '../../lambda/domain/policy/ip-range.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { recordingSidArgument, workerSidArgument } from '../deployment/sid-arguments.ts';
import type { TableOptions } from '../deployment/table-options.ts';
import { UsageError } from '../terminal/exit-code.ts';
import type { PolicyFolderOptions } from './compiled-or-reported.ts';

/** The options of `policy explain` as they are typed. */
export interface ExplainOptions extends TableOptions, PolicyFolderOptions {
  readonly user: string;
  readonly recording: string;
  readonly role?: readonly string[];
  readonly identity?: string;
  readonly ip: string;
  readonly at?: string;
}

/** What is to be explained. */
export interface Asked {
  readonly workerSid: string;
  readonly recordingSid: RecordingSid;
  /** Undefined: those that the user last had. */
  readonly roles: readonly string[] | undefined;
  /** Undefined: the one that the user last had; not known if the roles are given. */
  readonly identity: string | undefined;
  readonly sourceIp: string;
  readonly now: Date;
}

/** Throws `UsageError` with an example for each option that says nothing. */
export const askedFor = ({ user, recording, role, identity, ip, at }: ExplainOptions): Asked => ({
  workerSid: workerSidArgument(user),
  recordingSid: recordingSidArgument(recording),
  roles: role?.map(roleArgument),
  identity,
  sourceIp: addressArgument(ip),
  now: timeArgument(at),
});

/** Twilio's roles are words; two in one would be a role that nobody has. */
const roleArgument = (text: string): string => {
  if (/^[^\s,]+$/.test(text)) return text;
  throw new UsageError(`--role "${text}" is no role. Example: --role agent wfo.quality_manager`);
};

/** A request comes from one address, in a notation that policies understand: others are no fact to them. */
const addressArgument = (text: string): string => {
  if (parseIpRange(text) && !text.includes('/')) return text;
  throw new UsageError(`--ip "${text}" is no IP address. Example: --ip 203.0.113.7`);
};

const timeArgument = (text: string | undefined): Date => {
  const time = new Date(text ?? Date.now());
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(`--at "${text}" is no time. Example: --at 2026-11-24T08:00:00Z`);
};
