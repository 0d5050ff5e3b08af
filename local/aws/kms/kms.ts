import { localArn } from '../../template/local-account.ts';
import { type AwsService, answering } from '../protocol/aws-service.ts';
import { type JsonProtocol, jsonAnswer, jsonError, jsonRefusal, readJsonCall } from '../protocol/json-protocol.ts';
import type { KmsKey } from './kms-keys.ts';
import { algorithmContext, isKmsOperation, runKmsOperation } from './kms-operations.ts';

const PROTOCOL: JsonProtocol = {
  contentType: 'application/x-amz-json-1.1',
  throttled: 'ThrottlingException',
  internal: 'KMSInternalException',
};

/** KMS, as far as asymmetric keys go that exist from the start. The private keys never leave this module's keys. */
export const createKms = (keys: readonly KmsKey[]): AwsService => ({
  signingName: 'kms',
  refuse: refusal => jsonRefusal(PROTOCOL, refusal),
  identify: async request => {
    const call = await readJsonCall(request);
    const keyId = call?.input['KeyId'];
    if (!call || typeof keyId !== 'string') {
      return answering(jsonError(PROTOCOL, { type: 'ValidationException', message: 'KeyId is needed' }));
    }
    const key = keys.find(known => known.keyId === keyId || known.arn === keyId);
    // Without such a key, permission is judged by what was asked for: who may not use it learns nothing.
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
