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

/** Parses a worker's SID as the user typed it. Throws `UsageError`. */
export const workerSidArgument = (text: string): string => {
  if (/^WK[0-9a-f]{32}$/.test(text)) return text;
  throw new UsageError(
    `"${text}" is not a worker SID: WK and 32 lower-case hexadecimal digits. Example: WK${'0'.repeat(32)}`,
  );
};
