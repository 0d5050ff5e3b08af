import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { AccessQuestion } from '../../lambda/domain/playback/access-question.ts';
import type { Grant } from '../../lambda/domain/playback/link/link.ts';
import { type PlayRecordingDependencies, playRecording } from '../../lambda/domain/playback/play-recording.ts';
import type { FlexToken, PlaybackRequest, RecordingRequest } from '../../lambda/domain/playback/playback-request.ts';
import type { AccessDecision } from '../../lambda/domain/shared/access-decision.ts';
import type { RecordingObject } from '../../lambda/domain/shared/recording-object.ts';
import type { RecordingSid } from '../../lambda/domain/shared/recording-sid.ts';
import { ok } from '../../lambda/domain/shared/result.ts';
import { supervisor } from './callers.ts';

export const EVENT_ID = '0199b2a4-7c3e-7d11-8a55-0123456789af';
export const NOW = new Date('2026-11-24T12:00:00.000Z');
export const URL_OF_LINK = 'https://bucket.s3.amazonaws.com/key?X-Amz-Signature=abc';

export const request: RecordingRequest = {
  recordingSid: `RE${'3d'.repeat(16)}` as RecordingSid,
  token: 'the.token' as FlexToken,
  client: { sourceIp: '203.0.113.7', userAgent: 'Mozilla/5.0' },
  requestId: 'gateway-request-1',
};

/** A minute of one-channel audio. */
export const object: RecordingObject = {
  key: 'AC1/RE1',
  versionId: 'v1',
  etag: '"e"',
  sizeBytes: 960_000,
  contentType: 'audio/wav',
};

export const yes: AccessDecision = {
  allowed: true,
  policyIds: ['supervisors'],
  policySet: 'set-1',
  reason: 'role_permits',
};
export const no: AccessDecision = {
  allowed: false,
  policyIds: ['never-agents'],
  policySet: 'set-1',
  reason: 'policy_denies',
};

/** The pipeline with everything going well, but for the parts that a test replaces; keeps what passed through it. */
export const pipeline = (replaced: Partial<PlayRecordingDependencies> = {}) => {
  const appended: AuditEvent[] = [];
  const grants: Grant[] = [];
  const questions: AccessQuestion[] = [];
  const dependencies: PlayRecordingDependencies = {
    tokens: { validate: async () => ok(supervisor) },
    recordings: { locate: async () => ok(object) },
    catalog: { find: async () => ok(undefined) },
    groups: { list: async () => ok([]), read: async () => ok([]) },
    authorizer: {
      decide: question => {
        questions.push(question);
        return yes;
      },
    },
    audit: { append: async () => ok(undefined) },
    links: {
      prepare: async ({ issuedAt, ttlSeconds }) =>
        ok({
          url: () => URL_OF_LINK,
          delivery: 's3',
          expiresAt: new Date(issuedAt.getTime() + ttlSeconds * 1_000),
          activate: async () => ok(undefined),
        }),
    },
    publicKeySids: new Set([`CR${'1'.repeat(32)}`]),
    linkLifetime: { minSeconds: 120, maxSeconds: 3_600 },
    isAccessLogged: false,
    now: () => NOW,
    newEventId: () => EVENT_ID,
    ...replaced,
  };
  const watched: PlayRecordingDependencies = {
    ...dependencies,
    audit: {
      append: event => {
        appended.push(event);
        return dependencies.audit.append(event);
      },
    },
    links: {
      prepare: grant => {
        grants.push(grant);
        return dependencies.links.prepare(grant);
      },
    },
  };
  const play = (asked: PlaybackRequest = request) => playRecording(watched, asked);
  return { appended, grants, questions, play };
};
