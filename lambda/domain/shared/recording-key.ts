import { parseRecordingSid, type RecordingSid } from './recording-sid.ts';

const PLACEHOLDER = '{recordingSid}';

/** The keys under which the bucket holds the recordings of an account. */
export interface RecordingKeys {
  readonly accountSid: string;
  /** Key templates with `{accountSid}` and, once, `{recordingSid}`. */
  readonly objectKeys: readonly string[];
}

/** Returns the recording that a key names by one of the templates; undefined for the key of anything else. */
export const recordingSidOf = (key: string, { accountSid, objectKeys }: RecordingKeys): RecordingSid | undefined => {
  for (const template of objectKeys) {
    const [before = '', after = ''] = template.replaceAll('{accountSid}', accountSid).split(PLACEHOLDER);
    const sid = parseRecordingSid(key.slice(before.length, key.length - after.length));
    if (sid && key === before + sid + after) return sid;
  }
  return undefined;
};
