import { randomUUID } from 'node:crypto';
import { localArn } from '../template/local-account.ts';
import { secretArn } from '../template/physical-resource.ts';
import { type AwsService, fixedAnswer } from './protocol/aws-service.ts';
import { type JsonProtocol, jsonAnswer, jsonError, jsonRefusal, readJsonCall } from './protocol/json-protocol.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.1',
  throttled: 'ThrottlingException',
  internal: 'InternalServiceError',
};

/** Secrets Manager with one operation, GetSecretValue. `secrets`: name → value; a change applies to the next call. */
export const createSecretsManager = (secrets: ReadonlyMap<string, string>): AwsService => ({
  signingName: 'secretsmanager',
  refuse: refusal => jsonRefusal(PROTOCOL, refusal),
  identify: async request => {
    const call = await readJsonCall(request);
    const secretId = call?.input['SecretId'];
    if (!call || typeof secretId !== 'string') {
      return fixedAnswer(jsonError(PROTOCOL, { type: 'InvalidParameterException', message: 'SecretId is required' }));
    }
    const name = [...secrets.keys()].find(known => namesOf(known).includes(secretId));
    // Without the secret, permission is checked for the requested name. A caller without permission cannot tell that it is missing.
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

/** Returns the identifiers of a secret: its name, its ARN, and its ARN without the last seven characters. */
const namesOf = (name: string): string[] => [name, secretArn(name), localArn('secretsmanager', `secret:${name}`)];
