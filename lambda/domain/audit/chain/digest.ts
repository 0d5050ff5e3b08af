import * as z from 'zod/mini';
import { parseJson } from '../../shared/json-text.ts';
import { canonicalJson } from './canonical-json.ts';

/** Version of the digest's format. */
export const DIGEST_FORMAT = 1;

const sha256Hex = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const statementShape = {
  format: z.literal(DIGEST_FORMAT),
  window: z.strictObject({ from: z.iso.datetime({ precision: 3 }), to: z.iso.datetime({ precision: 3 }) }),
  count: z.int().check(z.nonnegative()),
  late_count: z.int().check(z.nonnegative()),
  events_sha256: sha256Hex,
  previous_sha256: z.nullable(sha256Hex),
  writer_version: z.string(),
  key_id: z.string(),
};
const digestSchema = z.strictObject({ ...statementShape, signature: z.base64() });

/** A digest as stored in the archive: the statement and its signature. */
export type Digest = Readonly<z.infer<typeof digestSchema>>;

/**
 * What the writer states about a window.
 * `count` and `late_count`: events in the file, and how many of them are late arrivals of earlier windows.
 * `events_sha256`: of the uncompressed events file. `previous_sha256`: of the whole digest object of the window before,
 * byte for byte; null for the first of a chain. `writer_version`: of this product. `key_id`: the signing key's ARN.
 */
export type DigestStatement = Omit<Digest, 'signature'>;

/** Returns the text that is signed (ECDSA P-256, SHA-256, DER signature): the statement's canonical JSON. */
export const signedText = (statement: DigestStatement): string => canonicalJson(statement);

/** Returns the digest object's exact content. */
export const digestText = (digest: Digest): string => `${canonicalJson(digest)}\n`;

/** Parses a digest object; returns undefined for any text that is not exactly what `digestText` returns. */
export const parseDigest = (text: string): Digest | undefined => {
  const parsed = z.safeParse(digestSchema, parseJson(text));
  return parsed.success && digestText(parsed.data) === text ? parsed.data : undefined;
};

/** Returns the signed part of a digest. */
export const statementOf = ({ signature: _, ...statement }: Digest): DigestStatement => statement;
