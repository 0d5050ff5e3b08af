import { constants, createHash, privateDecrypt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { VerificationNote } from '../../lambda/domain/media/decryption/verification-note.ts';
import { type LinkLease, leaseEnd } from '../../lambda/domain/media/lease/link-lease.ts';
import { linkHashOf, newLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import type { MediaRequest } from '../../lambda/domain/media/media-request.ts';
import { OpenedRecordings } from '../../lambda/domain/media/opened-recordings.ts';
import type { MediaSource } from '../../lambda/domain/media/ports.ts';
import { type ServeMediaDependencies, serveMedia } from '../../lambda/domain/media/serve-media.ts';
import { audioContentType } from '../../lambda/domain/shared/audio-content-type.ts';
import type { Client } from '../../lambda/domain/shared/client.ts';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import { type Failure, type FailureCode, fail } from '../../lambda/domain/shared/failure.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { inChunks } from './byte-stream.ts';
import { grant } from './grant.ts';
import { vectorPrivateKeys } from './vectors.ts';

export const LISTENER: Client = { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' };

/**
 * A media endpoint whose outside is in memory: one object in the bucket, one lease to it, and every port's state open to
 * the test. What a port does wrong on purpose is set in `fails`.
 */
export class MediaWorld {
  readonly token = newLinkToken();
  now = new Date('2026-11-24T02:35:00.000Z');
  object: Buffer;
  lease: LinkLease;
  note: VerificationNote | undefined;
  /** How the catalog describes the recording's encryption. */
  catalogued: EncryptionDetails | undefined;
  readonly audit: AuditEvent[] = [];
  /** What was asked of the bucket, KMS, the catalog, the leases and the trail, in order. */
  readonly calls: string[] = [];
  /** Failures by call, such as `{'audit media_opened': …}`. */
  fails: Readonly<Record<string, Failure>> = {};
  /** The body ends, without an error, after this many bytes. */
  bodyEndsAfterBytes = Number.POSITIVE_INFINITY;
  dependencies: ServeMediaDependencies;
  #eventSerial = 0;

  constructor(object: Buffer, encryption?: EncryptionDetails) {
    this.object = object;
    this.catalogued = encryption;
    const issued = grant();
    this.lease = {
      linkHash: linkHashOf(this.token),
      eventId: issued.eventId,
      recordingSid: issued.recordingSid,
      object: {
        key: issued.object.key,
        etag: this.etag,
        sizeBytes: object.length,
        ...(!encryption && { contentType: 'audio/wav' }),
      },
      ...(encryption && { encryption }),
      caller: issued.caller,
      decision: issued.decision,
      expiresAt: new Date('2026-11-24T02:36:00.000Z'),
    };
    this.dependencies = this.#wire();
  }

  get etag(): string {
    return `"${createHash('md5').update(this.object).digest('hex')}"`;
  }

  get events(): string[] {
    return this.audit.map(({ event, reason }) => `${event} ${reason}`);
  }

  /** As if another instance of the function took over: nothing is remembered. */
  restart(): void {
    this.dependencies = this.#wire();
  }

  /** As if an operator ended the link just now. */
  revoke(): void {
    const revocation = { at: this.now, eventId: 'end-1', requestId: 'order-1', reason: 'mistake', tool: 'test' };
    this.lease = { ...this.lease, revocation };
  }

  request(changes: Partial<MediaRequest> = {}): ReturnType<typeof serveMedia> {
    return serveMedia(this.dependencies, {
      method: 'GET',
      token: this.token,
      range: {},
      client: LISTENER,
      requestId: 'request-2',
      ...changes,
    });
  }

  #call<T>(name: string, result: () => T): Result<T, Failure> {
    this.calls.push(name);
    const failure = this.fails[name];
    return failure ? err(failure) : ok(result());
  }

  #wire(): ServeMediaDependencies {
    const find = (hash: string) => (hash === this.lease.linkHash ? this.lease : undefined);
    return {
      binding: 'address-and-agent',
      opened: new OpenedRecordings(),
      now: () => this.now,
      newEventId: () => `event-${++this.#eventSerial}`,
      audit: {
        append: async event => {
          const called = this.#call(`audit ${event.event}`, () => undefined);
          if (!called.ok) return called;
          const known = this.audit.find(({ event_key }) => event_key === event.event_key);
          if (!known) this.audit.push(event);
          return !known || isDeepStrictEqual(known, event) ? ok(undefined) : fail('unavailable', 'audit_key_taken');
        },
      },
      leases: {
        create: async lease =>
          this.#call('lease create', () => {
            this.lease = lease;
          }),
        find: async hash => this.#call('lease find', () => find(hash)),
        open: async (hash, opening) =>
          this.#call('lease open', () => {
            const lease = find(hash);
            if (lease && !lease.opening && !leaseEnd(lease, opening.at)) this.lease = { ...lease, opening };
            return find(hash);
          }),
        markOpeningRecorded: async (hash, at) =>
          this.#call('lease mark', () => {
            const lease = find(hash);
            if (lease) this.lease = { ...lease, openingRecordedAt: at };
          }),
        noteIncident: async (hash, incident, room) =>
          this.#call('incident note', () => {
            const lease = find(hash);
            const incidents = lease?.incidents ?? [];
            if (lease && incidents.length < room && !incidents.some(({ id }) => id === incident.id)) {
              this.lease = { ...lease, incidents: [...incidents, { ...incident, isRecorded: false }] };
            }
            return find(hash);
          }),
        markIncidentRecorded: async (hash, incidentId) =>
          this.#call('incident mark', () => {
            const lease = find(hash);
            const marked = (lease?.incidents ?? []).map(incident =>
              incident.id === incidentId ? { ...incident, isRecorded: true } : incident,
            );
            if (lease?.incidents) this.lease = { ...lease, incidents: marked };
          }),
      },
      keys: {
        unwrap: async ({ publicKeySid, encryptedCek }) => {
          const called = this.#call('kms unwrap', () => undefined);
          if (!called.ok) return called;
          const key = vectorPrivateKeys[publicKeySid];
          if (!key) return fail('recording_key_unknown', 'recording_key_unknown');
          try {
            const padding = constants.RSA_PKCS1_OAEP_PADDING;
            return ok(privateDecrypt({ key, padding, oaepHash: 'sha256' }, encryptedCek));
          } catch {
            return fail('integrity_failed', 'wrapped_key_damaged');
          }
        },
      },
      notes: {
        find: async () => this.#call('note find', () => this.note),
        put: async (_sid: RecordingSid, note, details) =>
          this.#call('note put', () => {
            if (isDeepStrictEqual(details, this.catalogued)) this.note = note;
          }),
      },
      source: this.#source(),
    };
  }

  #source(): MediaSource {
    const bytes = (part: Uint8Array) => ({
      etag: this.etag,
      lengthBytes: part.length,
      body: inChunks(part.subarray(0, this.bodyEndsAfterBytes), part.length > 100_000 ? [65_536] : [1000, 1, 0, 17]),
    });
    return {
      describe: async ({ key }) =>
        this.#call('bucket describe', () => {
          const contentType = audioContentType(this.object);
          return { key, etag: this.etag, sizeBytes: this.object.length, ...(contentType && { contentType }) };
        }),
      readWhole: async () => this.#call('bucket whole', () => bytes(this.object)),
      readPart: async (_, { start, end, etag }) => {
        const read = this.#call('bucket part', () => bytes(this.object.subarray(start, end + 1)));
        return read.ok && etag !== this.etag ? fail('recording_changed', 'recording_changed') : read;
      },
    };
  }
}

export const failure = (code: FailureCode): Failure => ({ code, reason: `${code}_in_test` });
