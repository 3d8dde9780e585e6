import * as z from 'zod/mini';
import { flag, required } from './parse-env';

/** Where audit and analytics events go: straight to Firehose, or to a Kinesis stream that Firehose reads. */
export const auditEnv = z.object({
  AUDIT_SINK: z.enum(['firehose', 'kinesis']),
  AUDIT_STREAM_NAME: required,
  /** `true` where the stage keeps message text in audit events. */
  AUDIT_KEEP_TEXT: z._default(flag, false),
});

/** The platform's table: API keys, one-time connection tickets, registered app clients, the cost brake. */
export const platformEnv = z.object({ PLATFORM_TABLE_NAME: required });

/** What every function gets: name of its stage, such as `dev`. */
export const stageEnv = z.object({ STAGE: required });
