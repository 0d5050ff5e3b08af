/** An object of the recordings bucket, as a HEAD describes it. */
export interface RecordingObject {
  readonly key: string;
  /** Present when the bucket is versioned. */
  readonly versionId?: string;
  /** Quoted, as S3 reports it. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** In a storage class that has to be restored before it can be read, and not restored now. */
  readonly archived: boolean;
}
