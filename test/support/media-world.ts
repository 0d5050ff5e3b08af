import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { VerificationNote } from '../../lambda/domain/media/decryption/verification-note.ts';
import type { LinkLease } from '../../lambda/domain/media/lease/link-lease.ts';
import { linkHashOf, newLinkToken } from '../../lambda/domain/media/lease/link-token.ts';
import type { MediaRequest } from '../../lambda/domain/media/media-request.ts';
import { OpenedRecordings } from '../../lambda/domain/media/opened-recordings.ts';
import type { MediaBytes } from '../../lambda/domain/media/ports.ts';
import { type ServeMediaDependencies, serveMedia } from '../../lambda/domain/media/serve-media.ts';
import type { Client } from '../../lambda/domain/shared/client.ts';
import type { EncryptionDetails } from '../../lambda/domain/shared/encryption-details.ts';
import type { Failure, FailureCode } from '../../lambda/domain/shared/failure.ts';
import { err, ok, type Result } from '../../lambda/domain/shared/result.ts';
import { memoryAuditLog } from '../fakes/memory-audit-log.ts';
import { memoryCoverages } from '../fakes/memory-coverages.ts';
import { memoryKeyUnwrapper } from '../fakes/memory-key-unwrapper.ts';
import { memoryLinks } from '../fakes/memory-links.ts';
import { etagOf, memoryMediaSource } from '../fakes/memory-media-source.ts';
import { memoryVerificationNotes } from '../fakes/memory-verification-notes.ts';
import { grant } from './grant.ts';
import { vectorPrivateKeys } from './vectors.ts';

export const LISTENER: Client = { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0' };

/**
 * A media endpoint with one object in the bucket and one lease. All ports are fakes in memory that pass the ports'
 * contract suites. This class notes each call, and lets the calls fail that a test names in `fails`.
 */
export class MediaWorld {
  readonly token = newLinkToken();
  now = new Date('2026-11-24T02:35:00.000Z');
  /** The calls of the bucket, KMS, the catalog, the leases and the audit trail, in order. */
  readonly calls: string[] = [];
  /** Failures by call, such as `{'audit media_opened': …}`. */
  fails: Readonly<Record<string, Failure>> = {};
  /** The body ends, without an error, after this many bytes. */
  bodyEndsAfterBytes = Number.POSITIVE_INFINITY;
  dependencies: ServeMediaDependencies;
  readonly #links = memoryLinks();
  readonly #audit = memoryAuditLog();
  readonly coverages = memoryCoverages();
  readonly #notes = memoryVerificationNotes();
  readonly #source = memoryMediaSource();
  readonly #keys = memoryKeyUnwrapper(vectorPrivateKeys);
  #eventSerial = 0;

  constructor(object: Buffer, encryption?: EncryptionDetails) {
    this.object = object;
    const { caller, decision, eventId, recordingSid, object: granted } = grant();
    this.lease = {
      linkHash: linkHashOf(this.token),
      eventId,
      recordingSid,
      object: {
        key: granted.key,
        etag: this.etag,
        sizeBytes: object.length,
        ...(!encryption && { contentType: 'audio/wav' }),
      },
      ...(encryption && { encryption }),
      caller,
      decision,
      expiresAt: new Date('2026-11-24T02:36:00.000Z'),
    };
    this.#notes.catalog.set(recordingSid, { encryption });
    this.dependencies = this.#wire();
  }

  get object(): Buffer {
    return this.#source.objects.get(grant().object.key)?.at(-1)?.bytes ?? Buffer.alloc(0);
  }

  set object(bytes: Buffer) {
    this.#source.objects.set(grant().object.key, [{ bytes }]);
  }

  get etag(): string {
    return etagOf(this.object);
  }

  /** The only lease in the table. */
  get lease(): LinkLease {
    const [lease] = this.#links.stored.values();
    if (!lease) throw new Error('the table has no lease');
    return lease;
  }

  set lease(lease: LinkLease) {
    this.#links.stored.clear();
    this.#links.stored.set(lease.linkHash, lease);
  }

  /** The note about the recording in the catalog. */
  get note(): VerificationNote | undefined {
    return this.#notes.catalog.get(this.lease.recordingSid)?.note;
  }

  set note(note: VerificationNote | undefined) {
    const { recordingSid } = this.lease;
    this.#notes.catalog.set(recordingSid, { ...this.#notes.catalog.get(recordingSid), note });
  }

  get audit(): readonly AuditEvent[] {
    return this.#audit.events;
  }

  get events(): string[] {
    return this.audit.map(({ event, reason }) => `${event} ${reason}`);
  }

  /** Forgets what the function has in memory, as a new instance of it would. */
  restart(): void {
    this.dependencies = this.#wire();
  }

  /** Revokes the link, as an operator would. */
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

  /** Notes a call, and makes it unless it is to fail. */
  async #call<T>(name: string, call: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    this.calls.push(name);
    const failure = this.fails[name];
    return failure ? err(failure) : call();
  }

  #wire(): ServeMediaDependencies {
    const leases = this.#links.leases;
    return {
      binding: 'address-and-agent',
      opened: new OpenedRecordings(),
      now: () => this.now,
      newEventId: () => `event-${++this.#eventSerial}`,
      audit: { append: event => this.#call(`audit ${event.event}`, () => this.#audit.append(event)) },
      leases: {
        create: lease => this.#call('lease create', () => leases.create(lease)),
        find: hash => this.#call('lease find', () => leases.find(hash)),
        open: (hash, opening) => this.#call('lease open', () => leases.open(hash, opening)),
        markOpeningRecorded: (hash, at) => this.#call('lease mark', () => leases.markOpeningRecorded(hash, at)),
        noteIncident: (hash, incident, room) =>
          this.#call('incident note', () => leases.noteIncident(hash, incident, room)),
        markIncidentRecorded: (hash, id) => this.#call('incident mark', () => leases.markIncidentRecorded(hash, id)),
      },
      coverages: {
        find: hash => this.#call('coverage find', () => this.coverages.find(hash)),
        store: (link, coverage) => this.#call('coverage store', () => this.coverages.store(link, coverage)),
      },
      keys: { unwrap: wrapped => this.#call('kms unwrap', () => this.#keys.unwrap(wrapped)) },
      notes: {
        find: sid => this.#call('note find', () => this.#notes.find(sid)),
        put: (sid, note, details) => this.#call('note put', () => this.#notes.put(sid, note, details)),
      },
      source: {
        describe: object => this.#call('bucket describe', () => this.#source.describe(object)),
        readWhole: (object, etag) =>
          this.#call('bucket whole', async () => this.#cut(await this.#source.readWhole(object, etag))),
        readPart: (object, part) =>
          this.#call('bucket part', async () => this.#cut(await this.#source.readPart(object, part))),
      },
    };
  }

  #cut(read: Result<MediaBytes, Failure>): Result<MediaBytes, Failure> {
    return read.ok ? ok({ ...read.value, body: upTo(this.bodyEndsAfterBytes, read.value.body) }) : read;
  }
}

async function* upTo(limitBytes: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let leftBytes = limitBytes;
  for await (const chunk of body) {
    if (leftBytes <= 0) return;
    yield chunk.subarray(0, leftBytes);
    leftBytes -= chunk.length;
  }
}

export const failure = (code: FailureCode): Failure => ({ code, reason: `${code}_in_test` });
