import type { Check } from './check.ts';
import { alarms } from './inside/alarms/alarms.ts';
import { subscriptions } from './inside/alarms/subscriptions.ts';
import { accessLog } from './inside/bucket/access-log.ts';
import { bucket } from './inside/bucket/bucket.ts';
import { publicAccess } from './inside/bucket/public-access.ts';
import { versioning } from './inside/bucket/versioning.ts';
import { catalog } from './inside/catalog.ts';
import { encryptionKeys } from './inside/encryption-keys.ts';
import { archiveLock } from './inside/trail/archive-lock.ts';
import { auditEvent } from './inside/trail/audit-event.ts';
import { chain } from './inside/trail/chain.ts';
import { signingKey } from './inside/trail/signing-key.ts';
import { verification } from './inside/trail/verification.ts';
import { answer } from './outside/answer.ts';
import { callbacks } from './outside/callbacks.ts';
import { clock } from './outside/clock.ts';
import { connection } from './outside/connection.ts';
import { dns } from './outside/dns.ts';
import { headerRoom } from './outside/header-room.ts';
import { media } from './outside/media.ts';
import { mediaCors } from './outside/media-cors.ts';
import { noToken } from './outside/no-token.ts';
import { origins } from './outside/origins.ts';
import { policies } from './outside/policies.ts';
import { recording } from './outside/recording.ts';
import { tls } from './outside/tls.ts';
import { token } from './outside/token.ts';

/** All checks, from outside in. A check comes behind those that it depends on. */
export const CHECKS: readonly Check[] = [
  ...[dns, tls, connection, clock, noToken, origins, headerRoom],
  // Without them nothing can be played.
  ...[bucket, encryptionKeys],
  ...[answer, token, policies, recording, media, mediaCors],
  ...[callbacks, catalog],
  ...[auditEvent, signingKey, archiveLock, chain, verification],
  ...[publicAccess, versioning, accessLog],
  ...[alarms, subscriptions],
];
