import { callQueryApi, membersAt, SNS, textAt } from '../../../deployment/query-api.ts';
import { green, notChecked, red } from '../../check.ts';
import { inside } from '../../inside-check.ts';
import { readAlarms } from './read-alarms.ts';

const TOPIC = /^arn:[^:]+:sns:/;

/** Whether somebody gets what the alarms send. */
export const subscriptions = inside({
  id: 'subscriptions',
  title: 'Subscriptions to the alarms',
  after: ['alarms'],
  permissions: ['cloudwatch:DescribeAlarms', 'sns:ListSubscriptionsByTopic'],
  run: async stack => {
    const actions = (await readAlarms(stack)).flatMap(alarm => alarm.actions);
    const topics = [...new Set(actions.filter(action => TOPIC.test(action)))];
    if (topics.length === 0) return notChecked('the alarms have no topic of SNS');
    const states = await Promise.all(
      topics.map(async TopicArn => {
        const page = await callQueryApi(stack.options, SNS, { Action: 'ListSubscriptionsByTopic', TopicArn });
        return membersAt(page, 'Subscriptions').map(one => textAt(one, 'SubscriptionArn'));
      }),
    );
    const confirmed = states.flat().filter(arn => arn?.startsWith('arn:'));
    if (confirmed.length > 0) return green(`${confirmed.length} confirmed`);
    return red(
      states.flat().length > 0 ? 'no subscription is confirmed' : 'the topic has no subscription',
      'Open the link in the mail from AWS Notifications (look among unwanted mail), or subscribe somebody to the topic',
    );
  },
});
