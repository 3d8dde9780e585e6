import { ticketResponse } from '../../lambdas/shared/domain/ticket';
import * as events from '../../lambdas/streaming/domain/api/events';
import { featuresResponse } from '../../lambdas/streaming/domain/api/features';
import { trendingResponse } from '../../lambdas/streaming/domain/api/trending';
import { rankings } from '../../lambdas/streaming/domain/rankings/ranking';
import { type Api, problem, type Schemas } from './api';
import { moderationOperations, moderationSchemas } from './moderation';
import { parkedOperations, parkedSchemas } from './parked-records';

const schemas = {
  EventsRequest: [
    events.eventsDescribed,
    'One event, or up to 500 as events. id is the token of an event: one that comes again with it counts once. data is by the schema of its type and version ' +
      '(lambdas/streaming/domain/events/versions.json); a version that is not known yet is taken in, and put aside until it is.',
  ],
  EventResult: [
    events.eventResult,
    'What became of one event of many. refused is for its own fault; failed with unavailable may be sent again with the same id.',
  ],
  EventsResponse: [
    events.eventsResponse,
    'Of many events, what became of each, in their order. Of one event, { id, status: accepted }.',
  ],
  FeaturesResponse: [featuresResponse, 'Features by name; of an entity that nothing happened to, all are 0.'],
  TrendingResponse: [
    trendingResponse,
    'The highest count first. exact is false where so many items have about as much that one with more may be left out.',
  ],
  ...parkedSchemas,
  TicketResponse: [
    ticketResponse,
    'Opens one connection to the live views, once and until it ends, in seconds since the epoch.',
  ],
  ...moderationSchemas,
  Problem: problem,
} as const satisfies Schemas;

/** Events in, features out; items and their reviews. */
export const streaming: Api<keyof typeof schemas> = {
  title: 'Events, features and moderation',
  description:
    'For API keys with the scope streaming, and for people of the organisation. Events are counted within seconds, once for each id.',
  output: 'StreamingApiUrl',
  stageName: 'streaming',
  schemas,
  usual: {
    401: ['unauthorized', 'token_expired'],
    429: ['rate_limited'],
    500: ['internal_error'],
  },
  operations: {
    '/v1/events': {
      post: {
        id: 'sendEvents',
        summary: 'Takes in one event, or many.',
        description:
          'Of many, each is accepted or refused by itself: 202 where all are accepted, 207 with the same body where not. After 5xx or no answer, send the same events again: they count once.',
        request: 'EventsRequest',
        success: [202, 'EventsResponse'],
        errors: {
          400: ['invalid_request', ...events.refusals.filter((code) => code !== 'unavailable')],
          413: ['request_too_large'],
          503: ['unavailable'],
          504: ['timeout'],
        },
      },
    },
    ...parkedOperations,
    '/v1/features/{entity}': {
      get: {
        id: 'getFeatures',
        summary: 'Every feature of an entity as of now, such as of user:42, session:7 or item:sku-1.',
        success: [200, 'FeaturesResponse'],
        errors: { 400: ['invalid_entity'] },
      },
    },
    '/v1/trending': {
      get: {
        id: 'getTrending',
        summary: 'The items that lead a ranking as of now, or those that are in sessions with an item.',
        query: {
          ranking: { description: rankings.map(({ name }) => name).join(', '), required: true },
          item: { description: 'For a ranking by sessions: the item that others are together with.' },
          limit: { description: '1 to 50; 10 if left out.' },
        },
        success: [200, 'TrendingResponse'],
        errors: { 400: ['invalid_request'] },
      },
    },
    '/v1/connections/ticket': {
      post: {
        id: 'createTicket',
        summary:
          'Gives a ticket that opens one connection to the live views within a minute, for clients that can set no header.',
        description: 'As a second subprotocol value beside live.v1, or as ?ticket=. It lets in whom it was given to.',
        success: [201, 'TicketResponse'],
      },
    },
    ...moderationOperations,
  },
};
