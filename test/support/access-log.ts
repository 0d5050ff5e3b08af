import type { ExpectedFetches } from '../../lambda/domain/listening/fetch-claim.ts';

const LOGGED_BUCKET = 'recordings';
export const ACCOUNT = `AC${'a'.repeat(32)}`;
const OTHER_ACCOUNT = `AC${'b'.repeat(32)}`;
const LINK_SIGNER_ARN = 'arn:aws:iam::111122223333:role/url-provider-role';
const OTHER_SIGNER_ARN = 'arn:aws:iam::111122223333:role/other-url-provider-role';
export const EXPECTED_FETCHES: ExpectedFetches = {
  recordingsBucket: LOGGED_BUCKET,
  objectKeys: ['{accountSid}/{recordingSid}', '{accountSid}/{recordingSid}.wav'],
  linkSigners: { [ACCOUNT]: LINK_SIGNER_ARN, [OTHER_ACCOUNT]: OTHER_SIGNER_ARN },
};
export const FETCHED_SID = `RE${'1'.repeat(32)}`;
export const LOGGED_AUDIT_ID = '019ab4c5-6d7e-7f80-9a1b-2c3d4e5f6071';
/** Texts that must not leave the log. */
export const LOGGED_SECRETS = ['0123456789abcdefsignature', 'session-token-in-the-log'] as const;

/** Fields of a line of S3's access log. */
export interface LoggedFields {
  readonly bucket?: string;
  readonly time?: string;
  readonly address?: string;
  readonly requester?: string;
  readonly requestId?: string;
  readonly operation?: string;
  readonly key?: string;
  readonly query?: string;
  readonly target?: string;
  readonly status?: string;
  readonly sent?: string;
  readonly size?: string;
  readonly took?: string;
  readonly referrer?: string;
  readonly agent?: string;
  readonly authentication?: string;
  readonly more?: string;
}

const SIGNED = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=${LOGGED_SECRETS[1]}&X-Amz-Signature=${LOGGED_SECRETS[0]}`;

/** A line in S3's documented format: by default, half of a recording, fetched with a presigned link. */
export const accessLogLine = (fields: LoggedFields = {}): string => {
  const key = fields.key ?? `${ACCOUNT}/${FETCHED_SID}`;
  const query = fields.query ?? `x-audit-id=${LOGGED_AUDIT_ID}`;
  return [
    '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
    fields.bucket ?? LOGGED_BUCKET,
    `[${fields.time ?? '24/Nov/2026:10:02:03 +0000'}]`,
    fields.address ?? '192.0.2.7',
    fields.requester ?? 'arn:aws:sts::111122223333:assumed-role/url-provider-role/session',
    fields.requestId ?? '3E57427F3EXAMPLE',
    fields.operation ?? 'REST.GET.OBJECT',
    key,
    `"GET ${fields.target ?? `/${key}?${query}&${SIGNED}`} HTTP/1.1"`,
    fields.status ?? '206',
    '-',
    fields.sent ?? '500000',
    fields.size ?? '1000000',
    fields.took ?? '2500',
    '11',
    fields.referrer ?? '"https://flex.twilio.com/"',
    `"${fields.agent ?? 'Mozilla/5.0 (X11)'}"`,
    '3HL4kqtJvjVBH40Nrjfkd',
    's9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234=',
    'SigV4',
    'ECDHE-RSA-AES128-GCM-SHA256',
    fields.authentication ?? 'QueryString',
    fields.more ?? 'recordings.s3.eu-central-1.amazonaws.com TLSv1.2 - - eu-central-1',
  ].join(' ');
};
