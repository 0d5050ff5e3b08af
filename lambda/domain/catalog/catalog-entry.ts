import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';

/**
 * What is known about a recording in addition to its bytes. An unknown fact is absent. Facts arrive one by one and in any
 * order, from Twilio's callbacks, its REST API and the company itself.
 */
export interface CatalogEntry extends CatalogFacts {
  readonly recordingSid: RecordingSid;
  /** `WT…`: the task whose reports say who handled the call. */
  readonly taskSid?: string;
  /** Encryption details that could not be read, as received. The recording is encrypted, and an operator must look at it. */
  readonly encryptionRaw?: readonly string[];
}

/** The facts of an entry, without the recording that they are about. */
export interface CatalogFacts {
  readonly accountSid?: string;
  readonly callSid?: string;
  /** `CF…`: the conference that was recorded. */
  readonly conferenceSid?: string;
  readonly startedAt?: Date;
  readonly durationSeconds?: number;
  readonly channels?: number;
  /** The key of its object in the recordings bucket, as Twilio's Recording resource names it. Callbacks never tell it. */
  readonly objectKey?: string;
  /** As Twilio reports it: `in-progress`, `completed`, `absent`, `failed` … */
  readonly status?: string;
  readonly encryption?: EncryptionDetails;
  /** `WK…`: the worker who handled the call. */
  readonly agentWorkerSid?: string;
  readonly queue?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly restricted?: boolean;
  /** The company keeps the recording for a dispute: a legal hold. Whether S3 keeps its object, too, only S3 knows. */
  readonly held?: boolean;
}

/**
 * Returns whether the recording is encrypted; undefined if this is not known yet. A recording with encryption details is
 * encrypted. A completed one without details is not, because Twilio sends them with the message that reports completion.
 */
export const isEncrypted = ({ encryption, encryptionRaw, status }: CatalogEntry): boolean | undefined => {
  if (encryption || encryptionRaw !== undefined) return true;
  return status === 'completed' ? false : undefined;
};
