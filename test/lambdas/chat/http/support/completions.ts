import '../../support/environment';
import './streaming';
import { setImmediate } from 'node:timers/promises';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import OpenAI from 'openai';
import { createAnswerReport } from '../../../../../lambdas/chat/answer-report';
import { createComplete } from '../../../../../lambdas/chat/complete.handler';
import type { Model } from '../../../../../lambdas/chat/domain/ports';
import type { Admission } from '../../../../../lambdas/chat/domain/usage';
import type { Settlement } from '../../../../../lambdas/chat/metering';
import type { AuditEntry } from '../../../../../lambdas/shared/domain/audit-event';
import type { StreamResponse } from '../../../../../lambdas/shared/http';
import { openAiRoute } from '../../../../../lambdas/shared/http-route';
import { createMetrics } from '../../../../../lambdas/shared/metrics';
import { capturedLogger } from '../../../support/captured-logger';
import { openAdmission } from '../../support/admission';
import { postEvent } from './event';
import { fetchFrom } from './streaming';

export const small = { id: 'small', bedrockModelId: 'b.small', contextTokens: 2000, maxOutputTokens: 500 };

/** The function of `POST /v1/chat/completions` in its own pipeline, with fakes for what it reaches. */
export function completions(model: Model, admission: Admission = openAdmission()) {
  const audited: AuditEntry[] = [];
  const settled: Settlement[] = [];
  const record = async (entry: AuditEntry) => {
    // A call to the stream takes longer than what is done in this process.
    await setImmediate();
    audited.push(entry);
  };
  const { logger, lines } = capturedLogger();
  const published: Record<string, unknown>[] = [];
  const metrics = createMetrics('chat', { stage: 'test', print: (line) => void published.push(JSON.parse(line)) });
  const handler = openAiRoute<StreamResponse>(logger, {
    executionMode: executionModeStreamifyResponse,
    requestEnd: () => metrics.publish(),
  }).handler(
    createComplete({
      models: [small],
      model,
      admission,
      metering: {
        settle: async (settlement) => {
          settled.push(settlement);
        },
      },
      report: createAnswerReport({ audit: { record }, metrics }),
      logger,
      newId: () => '1',
      now: () => 1_700_000_000_000,
    }),
  );
  const requests: string[] = [];
  const toHandler = fetchFrom(handler, (body) => postEvent(JSON.parse(body)));
  const client = new OpenAI({
    apiKey: 'sk_test',
    baseURL: 'https://api.example/chat/v1',
    maxRetries: 0,
    fetch: (url, init) => {
      requests.push(String(url));
      return toHandler(url, init);
    },
  });
  return { handler, client, audited, settled, published, lines, requests };
}

export const question = (text = 'hello') => ({
  model: 'small',
  messages: [{ role: 'user' as const, content: text }],
});
