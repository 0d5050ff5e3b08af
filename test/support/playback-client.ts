import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEvent } from '../../lambda/domain/audit/events/audit-event.ts';
import type { LocalStack } from '../../local/stack.ts';
import { basicAuthorization } from './playback-event.ts';

export interface PlaybackAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly media_url?: string;
    readonly error?: { readonly code: string; readonly message: string; readonly request_id: string };
  };
}

type Description = LocalStack['description'];

/** Asks for a recording as Flex Insights' Player does. */
export const askFor = async (
  { urlProvider, player }: Description,
  recordingSid: string,
  token: string,
): Promise<PlaybackAnswer> => {
  const response = await fetch(`${urlProvider}?recording_sid=${recordingSid}`, {
    headers: { authorization: basicAuthorization(token), origin: new URL(player).origin },
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as PlaybackAnswer['body'],
  };
};

/** A DynamoDB client of the local administrator. */
export const administratorDynamoDb = ({ aws }: Description): DynamoDBClient =>
  new DynamoDBClient({
    region: 'us-east-1',
    endpoint: aws,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

/** The whole audit trail, oldest first. */
export const auditTrail = async (description: Description): Promise<AuditEvent[]> => {
  const client = administratorDynamoDb(description);
  const events: AuditEvent[] = [];
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: description.tables.audit, ConsistentRead: true },
  )) {
    events.push(...Items.map(item => unmarshall(item) as AuditEvent));
  }
  client.destroy();
  return events.sort((a, b) => a.event_key.localeCompare(b.event_key));
};

/** Makes the next calls of one AWS operation fail. */
export const failAws = async (
  { aws }: Description,
  fault: {
    readonly service: string;
    readonly operation: string;
    readonly fault: string;
    readonly count?: number;
    readonly delayMs?: number;
  },
): Promise<void> => {
  const response = await fetch(`${aws}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`fault refused: ${response.status} ${await response.text()}`);
};

/** The faults that no call has met yet. */
export const pendingFaults = async ({ aws }: Description): Promise<unknown[]> =>
  (await fetch(`${aws}/__faults`)).json() as Promise<unknown[]>;

/** Makes the next answers of the Twilio stub fail. */
export const failTwilio = async (
  { twilio }: Description,
  fault: { readonly fault: string; readonly count: number },
): Promise<void> => {
  const response = await fetch(`${twilio}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`fault refused: ${response.status} ${await response.text()}`);
};

/** Ends all faults. */
export const healAll = async ({ aws, twilio }: Description): Promise<void> => {
  await Promise.all([aws, twilio].map(url => fetch(`${url}/__faults`, { method: 'DELETE' })));
};
