import { createHash } from 'node:crypto';
import type { TopicDefinition } from '../../template/alarms/topics.ts';
import { LOCAL_ACCOUNT } from '../../template/local-account.ts';
import type { AwsService } from '../protocol/aws-service.ts';
import { queryError } from '../protocol/query-protocol.ts';
import { createQueryService } from '../protocol/query-service.ts';
import { element } from '../s3/s3-xml.ts';

/** Nobody reads mail there (RFC 2606). */
const UNREAD = /\.invalid$/;

/**
 * SNS with one operation, ListSubscriptionsByTopic, of the template's topics. Whoever has a subscribed address is taken to
 * have confirmed it, except addresses that cannot exist.
 */
export const createSns = (topics: readonly TopicDefinition[]): AwsService =>
  createQueryService({
    signingName: 'sns',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: {
      ListSubscriptionsByTopic: {
        parameters: ['TopicArn'],
        needs: input => [{ action: 'sns:ListSubscriptionsByTopic', resource: input.get('TopicArn') ?? '' }],
        run: input => {
          const topic = topics.find(({ arn }) => arn === input.get('TopicArn'));
          if (!topic) return queryError(404, 'NotFound', 'Topic does not exist');
          return `<Subscriptions>${topic.subscriptions.map(one => subscriptionXml(topic, one)).join('')}</Subscriptions>`;
        },
      },
    },
  });

const subscriptionXml = (
  { arn }: TopicDefinition,
  { protocol, endpoint }: TopicDefinition['subscriptions'][number],
): string => {
  const id = createHash('sha256').update(endpoint).digest('hex').slice(0, 32);
  const facts = element('TopicArn', arn) + element('Protocol', protocol) + element('Endpoint', endpoint);
  const confirmed = UNREAD.test(endpoint) ? 'PendingConfirmation' : `${arn}:${id}`;
  return `<member>${facts}${element('SubscriptionArn', confirmed)}${element('Owner', LOCAL_ACCOUNT)}</member>`;
};
