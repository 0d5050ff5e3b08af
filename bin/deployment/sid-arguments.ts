import { parseRecordingSid, type RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { UsageError } from '../terminal/exit-code.ts';

/** Parses a recording's SID as the user typed it. Throws `UsageError`. */
export const recordingSidArgument = (text: string): RecordingSid => {
  const sid = parseRecordingSid(text);
  if (sid) return sid;
  throw new UsageError(
    `"${text}" is not a recording SID: RE and 32 lower-case hexadecimal digits. Example: RE${'0'.repeat(32)}`,
  );
};

/** Parses a workspace's SID as the user typed it after `--workspace`. Throws `UsageError`. */
export const workspaceSidArgument = (text: string): string => {
  if (/^WS[0-9a-f]{32}$/.test(text)) return text;
  throw new UsageError(
    `--workspace "${text}" is not a workspace SID: WS and 32 lower-case hexadecimal digits. Example: --workspace WS${'0'.repeat(32)}`,
  );
};

/** Parses a worker's SID as the user typed it. Throws `UsageError`. */
export const workerSidArgument = (text: string): string => {
  if (WORKER_SID.test(text)) return text;
  throw new UsageError(
    `"${text}" is not a worker SID: WK and 32 lower-case hexadecimal digits. Example: WK${'0'.repeat(32)}`,
  );
};

const WORKER_SID = /^WK[0-9a-f]{32}$/;

/** A user, as somebody names one on the command line. */
export type UserArgument =
  | { readonly by: 'worker'; readonly workerSid: string }
  | { readonly by: 'name'; readonly name: string };

/** Parses a worker SID or an e-mail address as the user typed it. Throws `UsageError`. */
export const userArgument = (text: string): UserArgument => {
  if (WORKER_SID.test(text)) return { by: 'worker', workerSid: text };
  if (text.includes('@')) return { by: 'name', name: text };
  throw new UsageError(
    `"${text}" is neither a worker SID (WK and 32 lower-case hexadecimal digits) nor an e-mail address. Examples: WK${'0123456789abcdef'.repeat(2)}, user@example.com`,
  );
};
