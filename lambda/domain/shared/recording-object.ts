import type { AudioContentType } from './audio-content-type.ts';

/** An object of the recordings bucket that can be read, as its first bytes and the headers with them describe it. */
export interface RecordingObject {
  readonly key: string;
  /** Present when the bucket is versioned. */
  readonly versionId?: string;
  /** Quoted, as S3 reports it; empty for an object without a byte, for which S3 reports none. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Absent when the first bytes are no audio, as those of an encrypted recording. */
  readonly contentType?: AudioContentType;
}

/** An object in a storage class that has to be restored before it can be read, and not restored now. */
export interface ArchivedObject {
  readonly key: string;
  readonly archived: true;
}
