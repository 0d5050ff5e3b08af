/**
 * One line of S3's server access log ("Amazon S3 server access log format"), without what nobody may keep: of the request's
 * address, only the values of `x-audit-id`. The address of a presigned link contains its signature.
 */
export interface AccessLogLine {
  readonly bucket: string;
  /** When S3 received the request, to the second. */
  readonly at: Date;
  /** As S3 saw it; a proxy may hide the client's own. */
  readonly remoteAddress: string;
  /** An ARN, a canonical user id, or `-`. */
  readonly requester: string;
  /** Different for each request. */
  readonly requestId: string;
  /** Such as `REST.GET.OBJECT`. */
  readonly operation: string;
  /** URL-encoded, perhaps twice. */
  readonly key: string;
  /** Every value of the parameter `x-audit-id`, each cut to 64 characters. */
  readonly auditIds: readonly string[];
  /** HTTP status; 0 if unknown. */
  readonly status: number;
  readonly bytesSent: number;
  readonly objectBytes: number | undefined;
  /** How long the answer took, until S3 sent its last byte. */
  readonly tookMs: number;
  readonly userAgent: string;
  /** The signature is in the address: a presigned link. */
  readonly isPresigned: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The fields up to the turn-around time. The request line may contain unescaped quotes, but no space beside its two own. The
 * key is URL-encoded, so nothing that a client sends can look like a field in front of the request line.
 */
const FRONT =
  /^\S+ (\S+) \[([^\]]{1,40})\] (\S+) (\S+) (\S+) (\S+) (\S+) (?:-|"-"|"\S+ (\S+)(?: HTTP\/[\d.]+)?") (\d{3}|-) \S+ (\d+|-) (\d+|-) (\d+|-) (?:\d+|-) /;

/**
 * The version id, the host id, the version of the signature, the cipher suite and the type of authentication. More fields
 * follow, and AWS may add others at the end.
 */
const BACK = /^ \S+ \S+ (?:SigV\w+|-) \S+ (QueryString|AuthHeader|-)(?: |$)/;
/** Quotes that are tried as the end of the user agent: those of fields that AWS adds later. */
const MAX_QUOTES_BEHIND = 8;

const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) \+0000$/;

/** Parses a line without its line feed. Returns undefined for a line that has been cut off, and for any other text. */
export const parseAccessLogLine = (line: string): AccessLogLine | undefined => {
  const front = FRONT.exec(line);
  if (!front) return undefined;
  const [start, bucket, time, remoteAddress, requester, requestId, operation, key, target, status, sent, size, took] =
    front as unknown as readonly string[];
  const at = parseTime(time ?? '');
  const headers = quotedHeaders(line.slice(start?.length));
  if (!at || !headers) return undefined;
  return {
    bucket: bucket ?? '',
    at,
    remoteAddress: remoteAddress ?? '',
    requester: requester ?? '',
    requestId: requestId ?? '',
    operation: operation ?? '',
    key: key ?? '',
    auditIds: target === undefined ? [] : auditIdsOf(target),
    status: countOf(status) ?? 0,
    bytesSent: countOf(sent) ?? 0,
    objectBytes: countOf(size),
    tookMs: countOf(took) ?? 0,
    ...headers,
  };
};

const parseTime = (text: string): Date | undefined => {
  const [, day, month = '', year, clock] = TIME.exec(text) ?? [];
  const written = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${clock}.000Z`;
  const at = new Date(written);
  // JavaScript reads 31 February as 3 March.
  return !Number.isNaN(at.getTime()) && at.toISOString() === written ? at : undefined;
};

const countOf = (text: string | undefined): number | undefined =>
  text === undefined || text === '-' ? undefined : Number(text);

/**
 * Splits `"referrer" "user agent" …` into the user agent and the rest. Both headers may contain unescaped quotes, but none of
 * today's fields behind them can, so the last quote that they follow ends the user agent. A user agent that looks like
 * those fields is in front of the real ones.
 */
const quotedHeaders = (text: string): Pick<AccessLogLine, 'userAgent' | 'isPresigned'> | undefined => {
  let end = text.length;
  for (let tried = 0; tried < MAX_QUOTES_BEHIND && end > 0; tried++) {
    end = text.lastIndexOf('"', end - 1);
    const authentication = end < 0 ? undefined : BACK.exec(text.slice(end + 1))?.[1];
    if (authentication === undefined) continue;
    return { userAgent: userAgentOf(text.slice(0, end)), isPresigned: authentication === 'QueryString' };
  }
  return undefined;
};

/** Returns the user agent at the end of `"referrer" "user agent`. */
const userAgentOf = (headers: string): string => {
  const boundary = headers.startsWith('- "') ? 1 : headers.indexOf('" "') + 1;
  const userAgent = boundary > 0 ? headers.slice(boundary + 2) : '';
  return userAgent === '-' ? '' : userAgent;
};

const AUDIT_ID = 'x-audit-id';
const MAX_AUDIT_ID_CHARS = 64;

/** Returns the values of `x-audit-id` in a request target, and nothing else of its query. */
const auditIdsOf = (target: string): string[] =>
  target
    .slice(target.indexOf('?') + 1 || target.length)
    .split('&')
    .flatMap(parameter => {
      const [name = '', ...value] = parameter.split('=');
      return decoded(name).toLowerCase() === AUDIT_ID ? [decoded(value.join('=')).slice(0, MAX_AUDIT_ID_CHARS)] : [];
    });

/** Returns the text without percent-encoding, or unchanged if its encoding is wrong. */
export const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
