import type { AlarmDefinition } from '../../template/alarms/alarms.ts';
import { localArn } from '../../template/local-account.ts';
import type { AwsService } from '../protocol/aws-service.ts';
import { queryError } from '../protocol/query-protocol.ts';
import { createQueryService } from '../protocol/query-service.ts';
import { element } from '../s3/s3-xml.ts';

const DEFAULT_RECORDS = 50;
const MOST_RECORDS = 100;

/**
 * CloudWatch with one operation, DescribeAlarms, of the template's alarms. No metric arrives locally, so all of them have
 * the state that a new alarm has.
 */
export const createCloudWatch = (alarms: readonly AlarmDefinition[]): AwsService =>
  createQueryService({
    signingName: 'monitoring',
    namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    operations: {
      DescribeAlarms: {
        parameters: ['AlarmNamePrefix', 'MaxRecords', 'NextToken'],
        needs: () => [{ action: 'cloudwatch:DescribeAlarms', resource: localArn('cloudwatch', 'alarm:*') }],
        run: input => {
          const most = Number(input.get('MaxRecords') ?? DEFAULT_RECORDS);
          const start = Number(input.get('NextToken') ?? 0);
          if (!Number.isInteger(most) || most < 1 || most > MOST_RECORDS)
            return queryError(400, 'ValidationError', `MaxRecords must be from 1 to ${MOST_RECORDS}`);
          if (!Number.isInteger(start))
            return queryError(400, 'InvalidNextToken', 'The token is not one of this service');
          const found = alarms.filter(({ name }) => name.startsWith(input.get('AlarmNamePrefix') ?? ''));
          const page = found.slice(start, start + most);
          const hasMore = start + most < found.length;
          return `<MetricAlarms>${page.map(alarmXml).join('')}</MetricAlarms><CompositeAlarms/>${hasMore ? element('NextToken', start + most) : ''}`;
        },
      },
    },
  });

const alarmXml = ({ name, arn, actionsEnabled, alarmActions }: AlarmDefinition): string => {
  const actions = alarmActions.map(action => element('member', action)).join('');
  const facts = element('AlarmName', name) + element('AlarmArn', arn) + element('ActionsEnabled', actionsEnabled);
  return `<member>${facts}<AlarmActions>${actions}</AlarmActions>${element('StateValue', 'INSUFFICIENT_DATA')}</member>`;
};
