import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

type Fault = { readonly status: number; readonly error: string } | 'hang' | 'lose-answer';

/** An embedded DynamoDB on loopback that fails on demand. */
export interface ScriptedDynamoDb {
  readonly url: string;
  /** The next `count` requests of an operation get this error and never reach the table. */
  failNext(operation: string, fault: { readonly status: number; readonly error: string }, count: number): void;
  /** The next `count` requests of an operation get no answer and never reach the table. */
  hangNext(operation: string, count: number): void;
  /** The next request of an operation is executed, and its connection is closed before the response. */
  loseNextAnswer(operation: string): void;
  /** Removes the faults that have not happened yet. */
  clear(): void;
  tableActive(client: DynamoDBClient, table: string): Promise<void>;
  close(): Promise<void>;
}

const operationOf = (request: IncomingMessage): string =>
  String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1) ?? '';

export const startScriptedDynamoDb = async (): Promise<ScriptedDynamoDb> => {
  const table = dynalite({ createTableMs: 0 });
  const answer = table.listeners('request')[0] as (request: IncomingMessage, response: ServerResponse) => void;
  let faults: { operation: string; fault: Fault }[] = [];

  const server: Server = createServer((request, response) => {
    const operation = operationOf(request);
    const index = faults.findIndex(scripted => scripted.operation === operation);
    const [scripted] = index < 0 ? [] : faults.splice(index, 1);
    if (!scripted) return answer(request, response);
    if (scripted.fault === 'hang') return void request.resume();
    if (scripted.fault === 'lose-answer') {
      response.end = (() => request.socket.destroy()) as unknown as typeof response.end;
      return answer(request, response);
    }
    const { status, error } = scripted.fault;
    request.resume();
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${error}`, message: 'scripted' }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  const script = (operation: string, fault: Fault, count: number) => {
    faults.push(...Array.from({ length: count }, () => ({ operation, fault })));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNext: script,
    hangNext: (operation, count) => script(operation, 'hang', count),
    loseNextAnswer: operation => script(operation, 'lose-answer', 1),
    clear: () => {
      faults = [];
    },
    tableActive: async (client, name) => {
      for (;;) {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
        if (Table?.TableStatus === 'ACTIVE') return;
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
};
