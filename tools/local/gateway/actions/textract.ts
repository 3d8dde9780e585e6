import { type ActionMap, jsonInput, targetOperation, text } from './action-map';

/** Textract has no resources of its own, and reads documents in S3 with its caller's permission. */
export const textract: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDeniedException',
  operation: targetOperation,
  requirements(call, operation) {
    const own = { action: `textract:${operation}`, resource: '*' };
    if (operation === 'GetDocumentTextDetection') return [own];
    if (operation !== 'StartDocumentTextDetection') return undefined;
    const { DocumentLocation } = jsonInput(call) as {
      readonly DocumentLocation?: { readonly S3Object?: Readonly<Record<string, unknown>> };
    };
    const { Bucket, Name } = DocumentLocation?.S3Object ?? {};
    return [own, { action: 's3:GetObject', resource: `arn:aws:s3:::${text(Bucket)}/${text(Name)}` }];
  },
};
