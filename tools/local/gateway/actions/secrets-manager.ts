import { arnOfSecretId } from '../../engines/secrets/secret-arn';
import { type ActionMap, jsonInput, targetOperation, text } from './action-map';

export const secretsManager: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDeniedException',
  operation: targetOperation,
  requirements(call, operation) {
    if (!['GetSecretValue', 'PutSecretValue', 'CreateSecret'].includes(operation)) return undefined;
    const { SecretId, Name } = jsonInput(call);
    const resource = arnOfSecretId(call.region, text(operation === 'CreateSecret' ? Name : SecretId));
    return [{ action: `secretsmanager:${operation}`, resource }];
  },
};
