import { parseRecordingSid, type RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { UsageError } from '../terminal/exit-code.ts';

/** A recording's SID as typed. Throws `UsageError`. */
export const recordingSidArgument = (text: string): RecordingSid => {
  const sid = parseRecordingSid(text);
  if (sid) return sid;
  throw new UsageError(
    `"${text}" is no recording SID: RE and 32 lower-case hexadecimal digits. Example: RE${'0'.repeat(32)}`,
  );
};

/** A worker's SID as typed. Throws `UsageError`. */
export const workerSidArgument = (text: string): string => {
  if (/^WK[0-9a-f]{32}$/.test(text)) return text;
  throw new UsageError(
    `"${text}" is no worker SID: WK and 32 lower-case hexadecimal digits. Example: WK${'0'.repeat(32)}`,
  );
};
