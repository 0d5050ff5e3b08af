import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT } from '../template/local-account.ts';
import { readBody } from './protocol/aws-request.ts';
import type { AwsService } from './protocol/aws-service.ts';
import { queryAnswer, queryError, queryRefusal } from './protocol/query-protocol.ts';
import { element } from './s3/s3-xml.ts';

/** STS with one operation, GetCallerIdentity, which needs no permission. */
export const createSts = (): AwsService => ({
  signingName: 'sts',
  refuse: queryRefusal,
  identify: async request => {
    const input = new URLSearchParams(String((await readBody(request.body)) ?? ''));
    const action = input.get('Action') ?? 'Unknown';
    const { arn, accessKeyId } = request.signature.principal;
    return {
      name: action,
      needs: [],
      run: async () => {
        if (action !== 'GetCallerIdentity')
          return queryError(400, 'InvalidAction', `${action} is not implemented locally`);
        const result =
          element('Arn', arn) +
          element('UserId', `AIDA${accessKeyId.toUpperCase()}`) +
          element('Account', LOCAL_ACCOUNT);
        const metadata = `<ResponseMetadata>${element('RequestId', randomUUID())}</ResponseMetadata>`;
        return queryAnswer(
          `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult>${metadata}</GetCallerIdentityResponse>`,
        );
      },
    };
  },
});
