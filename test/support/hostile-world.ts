import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import { POLICY_DIR } from '../../lib/policy/policy-files.ts';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { eventAt } from './audit-events.ts';
import { offlineCopy } from './offline-copy.ts';

/** The beginning of hostile text. Found in the output, it proves that a command printed such text. */
export const MARK = 'hostile-mark';
/** A colour that no program of ours uses, a C1 control, bidirectional and invisible characters, and Unicode line ends. */
export const HOSTILE = `${MARK}\u001b[95m\u009b2J\u202e\u2028\u200b\u{e0041}\u0007\r\b`;

/** Without line ends, which Cedar itself refuses. */
const HOSTILE_ID = HOSTILE.replace('\r', '');

export const RECORDING = `RE${'1'.repeat(32)}`;
export const WORKER = `WK${'2'.repeat(32)}`;
export const ACCOUNT = `AC${'3'.repeat(32)}`;

/** All inputs of the commands, with hostile text in every part that others can write. */
export interface HostileWorld {
  /** AWS and Twilio. */
  readonly url: string;
  /** A folder with a copy of an archive, its public key, and policies. */
  readonly archive: string;
  readonly publicKey: string;
  readonly policies: string;
  readonly badPolicies: string;
  readonly notes: string;
  close(): Promise<void>;
}

const event = () => ({
  ...eventAt(new Date(Date.now() - 60_000).toISOString(), { worker_sid: WORKER, recording_sid: RECORDING as never }),
  realm_user_id: HOSTILE,
  user_agent: HOSTILE,
  identity: HOSTILE,
  [HOSTILE]: HOSTILE,
});
const lease = () => ({
  ...{ link_hash: 'hash', event_id: HOSTILE, recording_sid: HOSTILE, object_key: HOSTILE, etag: 'e', size_bytes: 1 },
  ...{ worker_sid: HOSTILE, identity: HOSTILE, realm_user_id: HOSTILE, roles: [HOSTILE], token_fingerprint: 'f' },
  ...{ policy_ids: [HOSTILE], policy_set: HOSTILE, policy_reason: HOSTILE, expires_at: 4_000_000_000 },
  revocation: { at: new Date().toISOString(), event_id: HOSTILE, request_id: 'r', reason: HOSTILE, tool: HOSTILE },
});
const catalogItem = () => ({ recording_sid: RECORDING, queue: HOSTILE, team: HOSTILE, tags: [HOSTILE] });

/** Answers by table and operation. For the table `refused`, the error message is hostile. */
const answerOf = (operation: string, table: string): object => {
  if (operation === 'GetSecretValue') return { SecretString: JSON.stringify({ authToken: 'token' }) };
  if (table === 'audit')
    return operation === 'PutItem' ? {} : { Items: [marshalled(event())], Count: 1, ScannedCount: 1 };
  if (table === 'links' && operation === 'Query') return { Items: [marshalled(lease())], Count: 1, ScannedCount: 1 };
  if (table === 'links') return { Attributes: marshalled(lease()) };
  if (operation === 'Query' || operation === 'Scan')
    return { Items: [marshalled({ recording_sid: RECORDING })], Count: 1 };
  // A value of an unknown type: the attribute is shown as unreadable.
  return operation === 'GetItem' ? { Item: { ...marshalled(catalogItem()), [HOSTILE]: { ZZ: HOSTILE } } } : {};
};
const marshalled = (item: object) => marshall(item, { removeUndefinedValues: true });

/** The stack's outputs, as CloudFormation lists them. */
const STACK = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>FlexSecurePlayback</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-24T00:00:00Z</CreationTime><Outputs>
${['TaskEventsCallbackUrl', 'RecordingStatusCallbackUrl', 'EventStreamsUrl']
  .map(
    name => `<member><OutputKey>${name}</OutputKey><OutputValue>https://api.example.com/${name}</OutputValue></member>`,
  )
  .join('')}
</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

export const hostileWorld = async (): Promise<HostileWorld> => {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const operation =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    if (body.includes('Action=DescribeStacks')) {
      response.setHeader('Content-Type', 'text/xml').end(STACK);
      return;
    }
    if (body.includes('Action=GetCallerIdentity')) {
      const result = `<GetCallerIdentityResult><Arn>arn:${HOSTILE}</Arn></GetCallerIdentityResult>`;
      response.end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`);
      return;
    }
    if (request.url?.startsWith('/hostile')) {
      response.statusCode = 418;
      response.end(JSON.stringify({ message: HOSTILE }));
      return;
    }
    if (request.url?.startsWith('/v1/Configuration')) {
      response.statusCode = 400;
      response.end(JSON.stringify({ code: 20001, message: HOSTILE, status: 400 }));
      return;
    }
    if (operation === '') {
      response.end(JSON.stringify({ recordings: [], next_page_uri: `http://[${HOSTILE}` }));
      return;
    }
    const { TableName: table = '' } = JSON.parse(body) as { readonly TableName?: string };
    response.setHeader('Content-Type', 'application/x-amz-json-1.0');
    response.statusCode = table === 'refused' ? 400 : 200;
    const refusal = { __type: `com.amazon.coral#ValidationException`, message: HOSTILE };
    response.end(JSON.stringify(table === 'refused' ? refusal : answerOf(operation, table)));
  });
  const { port, close } = await listenOnLoopback(server);
  const copy = await offlineCopy();
  mkdirSync(copy.pathOf('digests/2026/11/24'), { recursive: true });
  writeFileSync(copy.pathOf(`digests/2026/11/24/${HOSTILE}`), HOSTILE);
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const policyFolder = (name: string, changed: (cedar: string) => string) => {
    const path = join(folder, name);
    cpSync(POLICY_DIR, path, { recursive: true });
    writeFileSync(join(path, 'playback.cedar'), changed(readFileSync(join(path, 'playback.cedar'), 'utf8')));
    return path;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    archive: copy.folder,
    publicKey: copy.publicKeyFile,
    policies: policyFolder('good', cedar => cedar.replace('"full-access"', `"${HOSTILE_ID}"`)),
    badPolicies: policyFolder(
      'bad',
      cedar => `${cedar}\n@id("${HOSTILE_ID}") permit (principal, action, resource) when { resource.x };`,
    ),
    notes: join(folder, 'notes.json'),
    close: async () => {
      await close();
      copy.remove();
      rmSync(folder, { recursive: true });
    },
  };
};
