import type { EncryptionDetails } from '../shared/encryption-details.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';

/**
 * What is known about a recording besides its bytes. Every fact may be unknown, and is then absent: facts arrive one by
 * one, in any order, from Twilio's callbacks, its REST API and the company itself.
 */
export interface CatalogEntry extends CatalogFacts {
  readonly recordingSid: RecordingSid;
  /** `WT…`: the task whose word counts for who handled the call. */
  readonly taskSid?: string;
  /** Encryption details that could not be read, as received: the recording is encrypted, and someone has to look. */
  readonly encryptionRaw?: readonly string[];
}

/** The facts of an entry, without the recording that they are about. */
export interface CatalogFacts {
  readonly accountSid?: string;
  readonly callSid?: string;
  readonly startedAt?: Date;
  readonly durationSeconds?: number;
  readonly channels?: number;
  /** Twilio's word: `in-progress`, `completed`, `absent`, `failed` … */
  readonly status?: string;
  readonly encryption?: EncryptionDetails;
  /** `WK…`: the worker who handled the call. */
  readonly agentWorkerSid?: string;
  readonly queue?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly restricted?: boolean;
}

/**
 * Whether the recording is encrypted; undefined while nobody knows. Details say yes; a completed recording that came
 * without any says no, because Twilio sends them with the very message that reports completion.
 */
export const isEncrypted = ({ encryption, encryptionRaw, status }: CatalogEntry): boolean | undefined => {
  if (encryption || encryptionRaw !== undefined) return true;
  return status === 'completed' ? false : undefined;
};
