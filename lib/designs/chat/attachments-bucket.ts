import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../../config';
import { accessLogBucket, stageBucket, uploadsByForm } from '../../platform/stage-bucket';

/** Characters of the two parts of a key, `users/<hash of the user's id>/<ULID>`. */
const userLength = 32;
const idLength = 26;

/** What users upload, until its conversation is deleted or would have ended by itself. */
export class AttachmentsBucket extends Construct {
  readonly bucket: s3.Bucket;

  /** @param historyTtlDays days for which conversations are kept; 0 keeps them */
  constructor(scope: Construct, id: string, settings: Settings, historyTtlDays: number) {
    super(scope, id);
    this.bucket = stageBucket(this, 'Bucket', settings, {
      // What a user deletes is gone: no version of it stays.
      versioned: false,
      serverAccessLogsBucket: accessLogBucket(this, 'AccessLogs', settings),
      serverAccessLogsPrefix: 'attachments/',
      lifecycleRules: [
        {
          // A day more than the upload's record: no message shows what is not there.
          ...(historyTtlDays > 0 && { expiration: Duration.days(historyTtlDays + 1) }),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      cors: uploadsByForm(settings),
    });
  }

  /** Where a function finds it. */
  get environment() {
    return { ATTACHMENTS_BUCKET_NAME: this.bucket.bucketName };
  }

  /** Lets a function do this with what users have uploaded, and with nothing else: keys are as long as this pattern. */
  grant(grantee: iam.IGrantable, ...actions: ('s3:PutObject' | 's3:GetObject' | 's3:DeleteObject')[]): iam.Grant {
    const uploads = `users/${'?'.repeat(userLength)}/${'?'.repeat(idLength)}`;
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.bucket.arnForObjects(uploads)] });
  }
}
