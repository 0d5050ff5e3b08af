import * as z from 'zod/mini';
import { parseJson } from '../../../../lambda/domain/shared/json-text.ts';
import { printableJson } from '../../../terminal/printable.ts';

/**
 * What the archive says about an event. `covered`: its line is in the events file of a digest. `differs`: the archive has another
 * content for it. `missing`: its window has a digest, and no events file contains it. `open`: no digest covers it yet.
 */
const STATES = ['covered', 'differs', 'missing', 'open'] as const;
export type EvidenceState = (typeof STATES)[number];

const evidenceSchema = z.strictObject({
  format: z.literal(1),
  created_at: z.string(),
  stack: z.string(),
  question: z.record(z.string(), z.string()),
  /** DER (SubjectPublicKeyInfo), base64. */
  public_keys: z.array(z.string()),
  /** By name of the window, in order of time. `digest`: the exact text. `events_file`: gzipped, base64, if it is attached. */
  windows: z.array(z.strictObject({ name: z.string(), digest: z.string(), events_file: z.optional(z.string()) })),
  /** `line`: canonical JSON of the item, as archived, or as in the table if it is not archived. `window`: where its line is. */
  events: z.array(z.strictObject({ line: z.string(), state: z.enum(STATES), window: z.optional(z.string()) })),
});

/** The data of a report: events of a search, and the digests that cover them. */
export type Evidence = z.infer<typeof evidenceSchema>;

const OPENING = '<script type="application/json" id="evidence">';
const CLOSING = '</script>';

/** Returns the element that holds the data of a report. It cannot end early, and no browser runs it. */
export const evidenceElement = (evidence: Evidence): string =>
  `${OPENING}${printableJson(evidence).replaceAll('<', '\\u003c')}${CLOSING}`;

/** Reads the data of a report; undefined if the text is none. */
export const evidenceOf = (html: string): Evidence | undefined => {
  const start = html.lastIndexOf(OPENING);
  const end = html.indexOf(CLOSING, start);
  if (start < 0 || end < 0) return undefined;
  const parsed = z.safeParse(evidenceSchema, parseJson(html.slice(start + OPENING.length, end)));
  return parsed.success ? parsed.data : undefined;
};
