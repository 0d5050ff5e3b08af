import { localArn } from '../../template/local-account.ts';
import { type AwsService, fixedAnswer } from '../protocol/aws-service.ts';
import { type JsonProtocol, jsonAnswer, jsonError, jsonRefusal, readJsonCall } from '../protocol/json-protocol.ts';
import type { KmsKey } from './kms-keys.ts';
import { algorithmContext, isKmsOperation, runKmsOperation } from './kms-operations.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.1',
  throttled: 'ThrottlingException',
  internal: 'KMSInternalException',
};

/** KMS with asymmetric keys. No operation creates a key or returns a private key. */
export const createKms = (keys: readonly KmsKey[]): AwsService => ({
  signingName: 'kms',
  refuse: refusal => jsonRefusal(PROTOCOL, refusal),
  identify: async request => {
    const call = await readJsonCall(request);
    const keyId = call?.input['KeyId'];
    if (!call || typeof keyId !== 'string') {
      return fixedAnswer(jsonError(PROTOCOL, { type: 'ValidationException', message: 'KeyId is required' }));
    }
    const key = keys.find(known => known.keyId === keyId || known.arn === keyId);
    // Without the key, permission is checked for the requested name. A caller without permission cannot tell that it is missing.
    const resource = key?.arn ?? (keyId.startsWith('arn:') ? keyId : localArn('kms', `key/${keyId}`));
    const context = algorithmContext(call.operation, call.input);
    return {
      name: call.operation,
      needs: [{ action: `kms:${call.operation}`, resource, context }],
      run: async () => {
        if (!isKmsOperation(call.operation)) {
          const message = `${call.operation} is not implemented locally`;
          return jsonRefusal(PROTOCOL, { code: 'not_implemented', message });
        }
        if (!key) {
          return jsonError(PROTOCOL, { type: 'NotFoundException', message: `Key '${resource}' does not exist` });
        }
        const outcome = runKmsOperation(call.operation, key, call.input);
        return outcome.ok ? jsonAnswer(PROTOCOL, outcome.value) : jsonError(PROTOCOL, outcome.error);
      },
    };
  },
});
