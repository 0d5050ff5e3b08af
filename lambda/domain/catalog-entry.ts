import type { RecordingSid } from './recording-sid.ts';

/** The wrapped key with which Twilio encrypted a recording, as its callback or its REST API told it. */
export interface EncryptionDetails {
  /** `CR…`: names the public key, and so the private key that unwraps. */
  readonly publicKeySid: string;
  /** Base64: the content key under RSAES-OAEP-SHA256. */
  readonly encryptedCek: string;
  /** Base64: the initialisation vector of AES-256-GCM. */
  readonly iv: string;
}

/**
 * What is known about a recording besides its bytes. Every fact may be unknown, and is then absent: facts arrive one by
 * one, in any order, from Twilio's callbacks, its REST API and the company itself.
 */
export interface CatalogEntry {
  readonly recordingSid: RecordingSid;
  readonly accountSid?: string;
  readonly callSid?: string;
  readonly startedAt?: Date;
  readonly durationSeconds?: number;
  readonly channels?: number;
  /** Twilio's word: `in-progress`, `completed`, `absent`, `failed` … */
  readonly status?: string;
  readonly encryption?: EncryptionDetails;
  /** Encryption details that could not be read, as received: the recording is encrypted, and someone has to look. */
  readonly encryptionRaw?: string;
  /** `WK…`: the worker who handled the call. */
  readonly agentWorkerSid?: string;
  readonly queue?: string;
  readonly team?: string;
  readonly tags?: readonly string[];
  readonly restricted?: boolean;
  /** The object version whose integrity was verified last. */
  readonly verified?: { readonly etag: string; readonly at: string };
}

/**
 * Whether the recording is encrypted; undefined while nobody knows. Details say yes; a completed recording that came
 * without any says no, because Twilio sends them with the very message that reports completion.
 */
export const isEncrypted = ({ encryption, encryptionRaw, status }: CatalogEntry): boolean | undefined => {
  if (encryption || encryptionRaw !== undefined) return true;
  return status === 'completed' ? false : undefined;
};
