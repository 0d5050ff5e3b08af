import { readExistingOutputs } from '../../../deployment/stack-outputs.ts';
import type { TableOptions } from '../../../deployment/table-options.ts';
import { note } from '../../../terminal/output.ts';
import type { ReadableRecordings } from './stored-file.ts';

/**
 * Reads from the stack's outputs which recordings its functions may read. Returns undefined if that is not known: with
 * `--table`, because no stack is read then, and for a stack of an earlier version, after a note to the user.
 */
export const readableRecordings = async (
  options: TableOptions,
  accountSid: string,
): Promise<ReadableRecordings | undefined> => {
  if (options.table !== undefined) return undefined;
  const outputs = await readExistingOutputs(options);
  const address = outputs.get('RecordingsAddress');
  const keys = outputs.get('RecordingKeys');
  if (address !== undefined && keys !== undefined) return { accountSid, address, keys: keys.split(' ') };
  note(
    `The stack ${options.stack} has no output RecordingsAddress, so the backfill does not keep where Twilio stored the recordings. To keep it, deploy the stack first.\n`,
  );
  return undefined;
};
