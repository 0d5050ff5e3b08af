import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readDemoRecordingFile } from '../../local/demo/demo-recordings.ts';
import { type LocalStack, startLocalStack } from '../../local/stack.ts';
import {
  administratorDynamoDb,
  auditTrail,
  failAws,
  healAll,
  type PlaybackAnswer,
} from '../support/playback-client.ts';
import { basicAuthorization } from '../support/playback-event.ts';
import { waveBytes } from '../support/wav.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack();
});
afterEach(() => healAll(stack.description));
afterAll(() => stack.close());

const sid = (prefix: string, digit: string) => prefix + digit.repeat(32);
const CALLS = { none: sid('CA', '0'), one: sid('CA', '1'), two: sid('CA', '2'), mixed: sid('CA', '3') } as const;

const ask = async (query: string, user: 'supervisor' | 'agent' | 'otherAgent') => {
  const { urlProvider, player, tokens } = stack.description;
  const response = await fetch(`${urlProvider}?${query}`, {
    headers: { authorization: basicAuthorization(tokens[user]), origin: new URL(player).origin },
  });
  const body = (await response.json()) as PlaybackAnswer['body'];
  return { status: response.status, headers: response.headers, body };
};
const greeting = () => {
  const found = stack.description.recordings.find(({ title }) => /greeting/i.test(title));
  if (!found) throw new Error('the demo has no greeting');
  return found;
};
const lastEvent = async () => (await auditTrail(stack.description)).at(-1);

/** Puts a recording of a call into bucket and catalog. The minute is that of its start. */
const addRecording = async (digit: string, callSid: string, minute: number, facts: Record<string, unknown> = {}) => {
  const { aws, accountSid, bucket, tables } = stack.description;
  const recordingSid = sid('RE', digit);
  const dynamoDb = administratorDynamoDb(stack.description);
  const startedAt = new Date(Date.now() - 86_400_000 + minute * 60_000).toISOString();
  const item = { recording_sid: recordingSid, call_sid: callSid, started_at: startedAt, status: 'completed', ...facts };
  await dynamoDb.send(new PutItemCommand({ TableName: tables.recordings, Item: marshall(item) }));
  dynamoDb.destroy();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const s3 = new S3Client({ endpoint: aws, region: 'us-east-1', forcePathStyle: true, credentials });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${accountSid}/${recordingSid}`, Body: waveBytes(1_000) }));
  s3.destroy();
  return recordingSid;
};

describe('a supervisor plays', () => {
  test.each([
    ['call_sid', () => greeting().callSid],
    ['task_sid', () => greeting().taskSid],
    ['conference_sid', () => stack.description.recordings.find(one => one.conferenceSid)?.conferenceSid],
  ])('by %s, and the access is on record with what was asked', async (name, sidOf) => {
    const asked = sidOf() ?? '';
    const answer = await ask(`${name}=${asked}`, 'supervisor');
    expect(answer.status).toBe(200);
    const media = await fetch(answer.body.media_url ?? '');
    expect(media.headers.get('content-type')).toBe('audio/wav');
    const event = await lastEvent();
    expect(event).toMatchObject({
      event: 'link_issued',
      asked_by: name,
      asked_sid: asked,
      choice: 'first_playable',
      candidate_sids: [event?.recording_sid],
      denied_sids: [],
    });
  });

  test('exactly the recording of the call', async () => {
    const { sid: recordingSid, callSid } = greeting();
    const { body } = await ask(`call_sid=${callSid}`, 'supervisor');
    const heard = Buffer.from(await (await fetch(body.media_url ?? '')).arrayBuffer());
    expect(heard.equals(await readDemoRecordingFile(recordingSid))).toBe(true);
  });

  test('the recording that the query chooses', async () => {
    const first = await addRecording('a', CALLS.mixed, 1, { channels: 1 });
    const second = await addRecording('b', CALLS.mixed, 2, { channels: 2 });
    for (const [choice, chosen] of [
      ['', first],
      ['&index=1', second],
      ['&channel=2', second],
      ['&channel=2&index=0', second],
    ] as const) {
      expect((await ask(`call_sid=${CALLS.mixed}${choice}`, 'supervisor')).status).toBe(200);
      expect(await lastEvent()).toMatchObject({ recording_sid: chosen, candidate_sids: [first, second] });
    }
  });

  test('nothing yet of a call without a recording, and is told when to try again', async () => {
    const answer = await ask(`call_sid=${CALLS.none}`, 'supervisor');
    expect(answer.status).toBe(404);
    expect(answer.body.error?.code).toBe('recording_not_found');
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(await lastEvent()).toMatchObject({ event: 'not_playable', recording_sid: CALLS.none, candidate_sids: [] });
  });

  test.each(['call_sid=CA1', `call_sid=${CALLS.one}&task_sid=${sid('WT', '1')}`, `call_sid=${CALLS.one}&index=x`])(
    'nothing with a malformed query: %s',
    async query => {
      expect((await ask(query, 'supervisor')).status).toBe(400);
    },
  );
});

describe('an agent', () => {
  test('plays the own recording of a call, and does not learn of the colleague’s', async () => {
    const { agentWorkerSid } = greeting();
    const call = sid('CA', '4');
    const foreign = await addRecording('c', call, 1, { agent_worker_sid: sid('WK', '9') });
    const own = await addRecording('d', call, 2, { agent_worker_sid: agentWorkerSid });
    expect((await ask(`call_sid=${call}&index=0`, 'otherAgent')).status).toBe(200);
    expect(await lastEvent()).toMatchObject({
      event: 'link_issued',
      recording_sid: own,
      candidate_sids: [foreign, own],
      denied_sids: [foreign],
    });
    expect((await ask(`call_sid=${call}&index=1`, 'otherAgent')).status).toBe(404);
  });
});

describe('a denied agent cannot tell no recording, one and two apart', () => {
  const counted = [CALLS.none, CALLS.one, CALLS.two];
  const groupsBy = {
    call_sid: counted,
    conference_sid: ['0', '1', '2'].map(digit => sid('CF', digit)),
    task_sid: ['0', '1', '2'].map(digit => sid('WT', digit)),
  } as const;
  /** What makes a recording one of a conference and of a task. */
  const groupFacts = (digit: string) => {
    const at = new Date(Date.now() - 86_400_000).toISOString();
    return {
      conference_sid: sid('CF', digit),
      task_sid: sid('WT', digit),
      task_reports: new Set([JSON.stringify({ at, task: sid('WT', digit) })]),
    };
  };
  beforeAll(async () => {
    await addRecording('1', CALLS.one, 1, groupFacts('1'));
    await addRecording('2', CALLS.two, 1, groupFacts('2'));
    await addRecording('3', CALLS.two, 2, groupFacts('2'));
  });

  test.each(['call_sid', 'conference_sid', 'task_sid'] as const)(
    'by status, body and headers, asked by %s, and each denial is on record',
    async name => {
      const visible = [];
      for (const [count, group] of groupsBy[name].entries()) {
        const { status, headers, body } = await ask(`${name}=${group}`, 'agent');
        const varying = /^(date|apigw-requestid|.*request-id.*)$/;
        visible.push({
          status,
          body: { ...body.error, request_id: '' },
          headers: [...headers].filter(([name]) => !varying.test(name)),
        });
        const event = await lastEvent();
        expect(event).toMatchObject({ event: 'denied', asked_by: name, asked_sid: group });
        expect(event?.candidate_sids).toHaveLength(count);
      }
      expect(visible[0]?.status).toBe(403);
      expect(visible[1]).toEqual(visible[0]);
      expect(visible[2]).toEqual(visible[0]);
    },
  );

  test.each(['Query', 'BatchGetItem', 'PutItem'])('by time: each waits for %s', async operation => {
    for (const call of counted) {
      await failAws(stack.description, { service: 'dynamodb', operation, fault: 'delay', delayMs: 1_000, count: 1 });
      const startedAt = performance.now();
      expect((await ask(`call_sid=${call}`, 'agent')).status).toBe(403);
      // Timers may fire a little early.
      expect(performance.now() - startedAt).toBeGreaterThan(990);
    }
  });

  test('by time: none waits for S3', async () => {
    for (const call of counted) {
      await failAws(stack.description, { service: 's3', operation: 'GetObject', fault: 'timeout', count: 4 });
      expect((await ask(`call_sid=${call}`, 'agent')).status).toBe(403);
      await healAll(stack.description);
    }
  });
});
