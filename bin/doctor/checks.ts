import type { Check } from './check.ts';
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
  ...[dns, tls, connection, clock, noToken, origins],
  ...[headerRoom, answer, token, policies, recording, media, mediaCors],
  callbacks,
];
