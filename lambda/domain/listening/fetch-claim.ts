import { recordingSidOf } from '../shared/recording-object.ts';
import type { RecordingSid } from '../shared/recording-sid.ts';
import { type AccessLogLine, decoded } from './access-log-line.ts';

/** What a fetch with a link of this deployment looks like. */
export interface ExpectedFetches {
  readonly recordingsBucket: string;
  /** Key templates with `{accountSid}` and, once, `{recordingSid}`. */
  readonly objectKeys: readonly string[];
  /**
   * By Twilio account, the ARN of the IAM role that signs the links to its recordings: `arn:aws:iam::111122223333:role/NAME`.
   * The role of one account signs no links to recordings of another one.
   */
  readonly linkSigners: Readonly<Record<string, string>>;
}

/** A line that claims to be a fetch with the link of an audit event. */
export interface FetchClaim {
  readonly line: AccessLogLine;
  readonly recordingSid: RecordingSid;
  /** The id of the link's audit event: a UUIDv7. */
  readonly auditId: string;
  /** The object's key, decoded. */
  readonly objectKey: string;
}

/** Why an `x-audit-id` does not prove that the link of an audit event was used. */
export type ForgedReason =
  /** No UUIDv7, or several values. */
  | 'malformed_id'
  /** The object is no recording of the account. */
  | 'not_a_recording'
  /** Signed by somebody else than the function that issues links, or not in the address. */
  | 'other_signer'
  /** The recording has no such link: the id is invented, or that of another recording's link. */
  | 'unknown_id'
  /** The link is for another object of the recording. */
  | 'other_object';

/** An audit id that was not counted as heard. It names the recording only if the key does, the id only if it is one. */
export interface ForgedFetch {
  readonly reason: ForgedReason;
  readonly line: AccessLogLine;
  readonly recordingSid?: RecordingSid;
  readonly auditId?: string;
}

/** What a line of the log is. */
export type LineKind =
  | { readonly kind: 'claim'; readonly claim: FetchClaim }
  | { readonly kind: 'forged'; readonly forged: ForgedFetch }
  /** Another bucket or operation, a refused request, one without bytes, or one without an audit id. */
  | { readonly kind: 'other' };

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Decides whether a line is a fetch with a link. A refused request released nothing, whatever its audit id is. */
export const readClaim = (line: AccessLogLine, expected: ExpectedFetches): LineKind => {
  const isFetch =
    line.bucket === expected.recordingsBucket &&
    line.operation === 'REST.GET.OBJECT' &&
    (line.status === 200 || line.status === 206) &&
    line.bytesSent > 0 &&
    line.auditIds.length > 0;
  if (!isFetch) return { kind: 'other' };

  const object = recordingOf(line.key, expected);
  const [auditId = ''] = line.auditIds;
  const recording = object && { recordingSid: object.recordingSid };
  const forged = (reason: ForgedReason, more = {}): LineKind => ({
    kind: 'forged',
    forged: { reason, line, ...recording, ...more },
  });
  if (line.auditIds.length > 1 || !UUID_V7.test(auditId)) return forged('malformed_id');
  if (!object) return forged('not_a_recording', { auditId });
  const { signerArn, ...found } = object;
  if (!line.isPresigned || !isSessionOf(signerArn, line.requester)) return forged('other_signer', { auditId });
  return { kind: 'claim', claim: { line, auditId, ...found } };
};

interface FoundObject extends Pick<FetchClaim, 'recordingSid' | 'objectKey'> {
  readonly signerArn: string;
}

/** S3 writes keys URL-encoded, some of them twice. */
const recordingOf = (key: string, { objectKeys, linkSigners }: ExpectedFetches): FoundObject | undefined => {
  for (const objectKey of [key, decoded(key), decoded(decoded(key))]) {
    for (const [accountSid, signerArn] of Object.entries(linkSigners)) {
      const recordingSid = recordingSidOf(objectKey, { accountSid, objectKeys });
      if (recordingSid) return { recordingSid, objectKey, signerArn };
    }
  }
  return undefined;
};

/** Returns true if a requester, `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`, is a session of the role. */
const isSessionOf = (roleArn: string, requester: string): boolean => {
  const [, partition, account, name] = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return name !== undefined && requester.startsWith(`arn:${partition}:sts::${account}:assumed-role/${name}/`);
};
