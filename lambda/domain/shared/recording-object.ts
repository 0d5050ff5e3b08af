import type { AudioContentType } from './audio-content-type.ts';

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
}

/** An object in a storage class from which it must be restored before it can be read, and that is not restored now. */
export interface ArchivedObject {
  readonly key: string;
  readonly archived: true;
}
