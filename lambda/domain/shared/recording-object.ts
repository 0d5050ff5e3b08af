import type { AudioContentType } from './audio-content-type.ts';
import { parseRecordingSid, type RecordingSid } from './recording-sid.ts';
import type { AudioTimeline } from './timeline/audio-timeline.ts';

/** An object of the recordings bucket that can be read, as its headers and its first bytes describe it. */
export interface RecordingObject {
  readonly key: string;
  /** Present when the bucket is versioned. */
  readonly versionId?: string;
  /** Quoted, as S3 reports it. Empty text for an empty object, because S3 reports none for it. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Absent if the first bytes are not audio, as in an encrypted recording. */
  readonly contentType?: AudioContentType;
  /** As the header of an unencrypted WAV file tells it; absent for everything else. */
  readonly timeline?: AudioTimeline;
}

/** An object in a storage class from which it must be restored before it can be read, and that is not restored now. */
export interface ArchivedObject {
  readonly key: string;
  readonly archived: true;
}

const PLACEHOLDER = '{recordingSid}';

/** The keys under which the bucket holds the recordings of an account. */
export interface RecordingKeys {
  readonly accountSid: string;
  /** Key templates with `{accountSid}` and, once, `{recordingSid}`. */
  readonly objectKeys: readonly string[];
}

/** Returns the key that a template makes for a recording. */
export const objectKeyOf = (template: string, accountSid: string, recordingSid: RecordingSid): string =>
  template.replaceAll('{accountSid}', accountSid).replaceAll(PLACEHOLDER, recordingSid);

/** Returns the recording that a key names by one of the templates; undefined for the key of anything else. */
export const recordingSidOf = (key: string, { accountSid, objectKeys }: RecordingKeys): RecordingSid | undefined => {
  for (const template of objectKeys) {
    const [before = '', after = ''] = template.replaceAll('{accountSid}', accountSid).split(PLACEHOLDER);
    const sid = parseRecordingSid(key.slice(before.length, key.length - after.length));
    if (sid && key === before + sid + after) return sid;
  }
  return undefined;
};
