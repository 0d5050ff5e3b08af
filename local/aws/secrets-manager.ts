import { randomUUID } from 'node:crypto';
import { localArn } from '../template/local-account.ts';
import { secretArn } from '../template/physical-resource.ts';
import type { AwsService } from './protocol/aws-service.ts';
import { answering } from './protocol/aws-service.ts';
import { type JsonProtocol, jsonAnswer, jsonError, jsonRefusal, readJsonCall } from './protocol/json-protocol.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.1',
  throttled: 'ThrottlingException',
  internal: 'InternalServiceError',
};

/** Secrets Manager, as far as reading goes. `secrets`: name → value, read at each call, so a test may change it. */
export const createSecretsManager = (secrets: ReadonlyMap<string, string>): AwsService => ({
  signingName: 'secretsmanager',
  refuse: refusal => jsonRefusal(PROTOCOL, refusal),
  identify: async request => {
    const call = await readJsonCall(request);
    const secretId = call?.input['SecretId'];
    if (!call || typeof secretId !== 'string') {
      return answering(jsonError(PROTOCOL, { type: 'InvalidParameterException', message: 'SecretId is needed' }));
    }
    const name = [...secrets.keys()].find(known => namesOf(known).includes(secretId));
    // Without such a secret, permission is judged by what was asked for: who may not read learns nothing.
    const resource = name
      ? secretArn(name)
      : secretId.startsWith('arn:')
        ? secretId
        : localArn('secretsmanager', `secret:${secretId}`);
    return {
      name: call.operation,
      needs: [{ action: `secretsmanager:${call.operation}`, resource }],
      run: async () => {
        if (call.operation !== 'GetSecretValue') {
          return jsonRefusal(PROTOCOL, {
            code: 'not_implemented',
            message: `${call.operation} is not implemented locally`,
          });
        }
        const stage = call.input['VersionStage'] ?? 'AWSCURRENT';
        const value = name !== undefined && stage === 'AWSCURRENT' ? secrets.get(name) : undefined;
        if (name === undefined || value === undefined) {
          const message = "Secrets Manager can't find the specified secret.";
          return jsonError(PROTOCOL, { type: 'ResourceNotFoundException', message });
        }
        return jsonAnswer(PROTOCOL, {
          ARN: secretArn(name),
          Name: name,
          SecretString: value,
          VersionId: randomUUID(),
          VersionStages: ['AWSCURRENT'],
        });
      },
    };
  },
});

/** A secret goes by its name, its ARN, and its ARN without the six characters at the end. */
const namesOf = (name: string): string[] => [name, secretArn(name), localArn('secretsmanager', `secret:${name}`)];
