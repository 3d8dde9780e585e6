import { randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import { type AuditLog, type AuditSink, createAuditLog } from './audit';
import { once } from './deps';
import type { auditEnv } from './env';
import type { Logger } from './logger';

export function auditLog(env: z.infer<typeof auditEnv>, logger: Logger): AuditLog {
  return createAuditLog({
    sink: auditSink(env),
    newId: randomUUID,
    now: Date.now,
    keepText: env.AUDIT_KEEP_TEXT,
    onError: (error) => logger.error('Audit event could not be written', error as Error),
  });
}

/** For who must know whether an event was written. */
export function auditSink({ AUDIT_SINK, AUDIT_STREAM_NAME }: z.infer<typeof auditEnv>): AuditSink {
  return loadedLater(AUDIT_SINK === 'kinesis' ? () => kinesis(AUDIT_STREAM_NAME) : () => firehose(AUDIT_STREAM_NAME));
}

const firehose = async (streamName: string) => (await import('./sinks/firehose-sink')).createFirehoseSink(streamName);
const kinesis = async (streamName: string) => (await import('./sinks/kinesis-sink')).createKinesisSink(streamName);

/** Loaded at the first event, so that a stage pays at start for neither the client it uses nor the other. */
function loadedLater(load: () => Promise<AuditSink>): AuditSink {
  const loaded = once(load);
  return async (record) => (await loaded())(record);
}
