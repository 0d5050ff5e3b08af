import { localArn } from '../template/local-account.ts';
import { readBody } from './protocol/aws-request.ts';
import type { AwsService } from './protocol/aws-service.ts';
import { queryAnswer, queryError, queryRefusal } from './protocol/query-protocol.ts';
import { element } from './s3/s3-xml.ts';

/** The name and the outputs of the stack that CloudFormation describes. */
export interface LocalStackOutputs {
  readonly stackName: string;
  /** Called for each request. */
  readonly outputs: () => Readonly<Record<string, string>>;
}

/** CloudFormation with one operation, DescribeStacks: programs find their resources in the outputs of the stack. */
export const createCloudFormation = (
  { stackName, outputs }: LocalStackOutputs,
  createdAt: Date = new Date(),
): AwsService => ({
  signingName: 'cloudformation',
  refuse: queryRefusal,
  identify: async request => {
    const input = new URLSearchParams(String((await readBody(request.body)) ?? ''));
    const action = input.get('Action') ?? 'Unknown';
    const requestedName = input.get('StackName') ?? stackName;
    return {
      name: action,
      needs: [
        { action: `cloudformation:${action}`, resource: localArn('cloudformation', `stack/${requestedName}/local`) },
      ],
      run: async () => {
        if (action !== 'DescribeStacks')
          return queryError(400, 'InvalidAction', `${action} is not implemented locally`);
        if (requestedName !== stackName)
          return queryError(400, 'ValidationError', `Stack with id ${requestedName} does not exist`);
        return queryAnswer(
          `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stackXml(stackName, outputs(), createdAt)}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
        );
      },
    };
  },
});

const stackXml = (stackName: string, outputs: Readonly<Record<string, string>>, createdAt: Date): string => {
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member>${element('OutputKey', key)}${element('OutputValue', value)}</member>`)
    .join('');
  return `${element('StackName', stackName)}${element('StackStatus', 'CREATE_COMPLETE')}${element('CreationTime', createdAt.toISOString())}<Outputs>${members}</Outputs>`;
};
