import { type HttpResponse, jsonResponse } from '../shared/http';
import { openAiRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { modelList } from './domain/openai-answer';
import type { ModelSpec } from './domain/ports';
import { listModelsEnv } from './env';

/** `GET /v1/models`: what the stage answers with, as OpenAI's API lists models. */
export function createListModels({ models }: { readonly models: readonly ModelSpec[] }) {
  return async (): Promise<HttpResponse> => jsonResponse(200, modelList(models));
}

export const handler = openAiRoute(createLogger('chat')).handler(
  createListModels({ models: parseEnv(listModelsEnv).CHAT_MODELS }),
);
