import { afterAll, beforeAll, expect } from 'vitest';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/stack.ts';
import { type Operator, operatorOf } from './operator.ts';
import { askFor, auditTrail } from './playback-client.ts';
import { runProgram } from './program.ts';
import { vectorPrivateKeys } from './vectors.ts';

const keyId = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const KMS_KEYS = { [`CR${'1'.repeat(32)}`]: keyId('1'), [`CR${'2'.repeat(32)}`]: keyId('2') };

/** Starts a local stack whose KMS has the vectors' private keys. Links live for an hour, and nothing is throttled. */
const startEncryptedStack = (options: LocalStackOptions = {}): Promise<LocalStack> =>
  startLocalStack({
    ...options,
    kmsKeys: Object.entries(KMS_KEYS).map(([publicKeySid, id]) => ({
      keyId: id,
      spec: id === keyId('1') ? 'RSA_2048' : 'RSA_4096',
      usage: 'ENCRYPT_DECRYPT',
      ...(vectorPrivateKeys[publicKeySid] && { privateKey: vectorPrivateKeys[publicKeySid] }),
    })),
    playback: {
      encryptionKeys: Object.fromEntries(
        Object.entries(KMS_KEYS).map(([publicKeySid, id]) => [
          publicKeySid,
          `arn:aws:kms:us-east-1:000000000000:key/${id}`,
        ]),
      ),
      linkTtlMinSeconds: 3600,
      throttle: { ratePerSecond: 10_000, burst: 5_000 },
      ...options.playback,
    },
  });

/**
 * Starts, for one test file, a local stack that can decrypt the vectors, and stops it after the last test.
 * The members of the returned object can be used in hooks that are registered later, and in tests.
 */
export const useEncryptedStack = (options: LocalStackOptions = {}) => {
  let stack: LocalStack | undefined;
  let operator: Operator | undefined;
  const logged: string[] = [];
  beforeAll(async () => {
    stack = await startEncryptedStack({ ...options, log: line => logged.push(line) });
    operator = operatorOf(stack);
  });
  afterAll(async () => {
    operator?.close();
    await stack?.close();
  });

  const description = () => started(stack).description;
  const trail = () => auditTrail(description());
  return {
    get description() {
      return description();
    },
    get operator() {
      return started(operator);
    },
    /** All lines that the stack has logged so far. */
    logged,
    trail,
    ask: (sid: string, user: keyof LocalStack['description']['tokens'] = 'supervisor') =>
      askFor(description(), sid, description().tokens[user]),
    /** A link that the supervisor gets. Throws when there is none. */
    link: async (sid: string): Promise<string> => {
      const { status, body } = await askFor(description(), sid, description().tokens.supervisor);
      if (!body.media_url) throw new Error(`no link: ${status} ${body.error?.code}`);
      return body.media_url;
    },
    /** The events about a recording, oldest first, as `event reason`. */
    eventsAbout: async (sid: string): Promise<string[]> =>
      (await trail()).filter(({ recording_sid }) => recording_sid === sid).map(eventAndReason),
    /** The events about uses of the link that was issued last, oldest first, as `event reason`. */
    eventsOfLatestLink: async (): Promise<string[]> => {
      const events = await trail();
      const issued = events.findLast(({ event }) => event === 'link_issued');
      return events.filter(event => event.link_event_id === issued?.event_id).map(eventAndReason);
    },
    /** Runs `audit revoke` with these options. */
    revoke: (...args: string[]) =>
      runProgram(['bin/flex-audit.js', 'revoke', '--endpoint', description().aws, ...args]),
    /** Runs `audit revoke` for all links to a recording. It must succeed. */
    revokeLinksTo: async (sid: string): Promise<void> => {
      const { status } = await runProgram([
        'bin/flex-audit.js',
        'revoke',
        '--endpoint',
        description().aws,
        '--recording',
        sid,
      ]);
      expect(status).toBe(0);
    },
  };
};

const eventAndReason = ({ event, reason }: AuditEvent): string => `${event} ${reason}`;

const started = <T>(part: T | undefined): T => {
  if (part === undefined) throw new Error('the stack has not started yet');
  return part;
};
