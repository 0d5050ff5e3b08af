import type { SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import type { SqsQueues } from '../aws/aws-calls.ts';
import { jsonCalls } from '../aws/json-protocol.ts';
import type { AwsConnection } from '../aws/requests/signed-request.ts';

/** SQS by signed requests. Sends to the region's endpoint; the host in a queue's URL is not used. */
export const signedSqs = (connection: AwsConnection): SqsQueues => {
  const call = jsonCalls({ name: 'sqs', jsonVersion: '1.0', target: 'AmazonSQS', hasQueryErrors: true }, connection);
  return {
    sendMessage: async input => (await call('SendMessage', input)) as SendMessageCommandOutput,
  };
};
