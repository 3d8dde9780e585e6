import { type ActionMap, jsonInput, targetOperation, text } from './action-map';

/** Without a model of its own Rekognition has no resources, and reads images in S3 with its caller's permission. */
export const rekognition: ActionMap = {
  protocol: 'json',
  accessDenied: 'AccessDeniedException',
  operation: targetOperation,
  requirements(call, operation) {
    if (operation !== 'DetectModerationLabels') return undefined;
    const { Image } = jsonInput(call) as {
      readonly Image?: { readonly S3Object?: Readonly<Record<string, unknown>> };
    };
    const { Bucket, Name } = Image?.S3Object ?? {};
    return [
      { action: `rekognition:${operation}`, resource: '*' },
      { action: 's3:GetObject', resource: `arn:aws:s3:::${text(Bucket)}/${text(Name)}` },
    ];
  },
};
