import * as items from '../../lambdas/streaming/domain/api/items';
import * as reviews from '../../lambdas/streaming/domain/api/moderation-reviews';
import type { Operation, Schemas } from './api';

/** Schemas of moderation, part of streaming's document. */
export const moderationSchemas = {
  ItemResponse: [
    items.itemResponse,
    'Where a version of an item stands, and why in plain words. A publisher shows what has this digest, and only while published is true: the SHA-256 of the JSON of [user, text, links, SHA-256 of each image], with an empty text or list where there is none.',
  ],
  ItemAppealRequest: [items.itemAppealRequest, 'Against a version, or the latest.'],
  ModerationReview: [
    reviews.moderationReview,
    'All that was said of a version of an item: the path of tiers, the verdict, and what appeals made of it.',
  ],
  ModerationReviewsResponse: [reviews.moderationReviewsResponse, 'What waits, the gravest first, 50 at most.'],
  ModerationDecisionRequest: [
    reviews.moderationDecisionRequest,
    'A rejection names the rule that is broken: its author is told in the words of the rule. note is for other reviewers.',
  ],
} as const satisfies Schemas;

type Name = keyof typeof moderationSchemas;

const own = ['own_item', 'own_decision', 'senior_required'];

/** Operations of moderation, part of streaming's document. */
export const moderationOperations: Readonly<Record<string, Readonly<Record<string, Operation<Name>>>>> = {
  '/v1/items/{id}': {
    get: {
      id: 'getItem',
      summary: 'Where an item stands, and why: its latest version, or another.',
      description: 'An item is judged within seconds of its event content.submitted; until then there is none.',
      query: { version: { description: 'Of the item; the latest if left out.' } },
      success: [200, 'ItemResponse'],
      errors: { 400: ['invalid_request'], 404: ['item_not_found'] },
    },
  },
  '/v1/items/{id}/appeal': {
    post: {
      id: 'appealItem',
      summary: 'Has a rejection looked at by another person; a second time by a senior.',
      request: 'ItemAppealRequest',
      success: [200, 'ItemResponse'],
      errors: {
        400: ['invalid_request'],
        404: ['item_not_found'],
        409: ['not_decided', 'already_appealed', 'nothing_to_appeal', 'final_decision', 'changed'],
      },
    },
  },
  '/v1/moderation/reviews': {
    get: {
      id: 'listModerationReviews',
      summary:
        'Items that wait for a person, the gravest first. For people of the groups moderators and senior-moderators.',
      query: { queue: { description: 'moderators, or senior-moderators for what was appealed twice.' } },
      success: [200, 'ModerationReviewsResponse'],
      errors: { 400: ['invalid_request'], 403: ['forbidden', 'senior_required'] },
    },
  },
  '/v1/moderation/reviews/{review}/claim': {
    post: {
      id: 'claimModerationReview',
      summary: 'Takes a review for fifteen minutes, in which nobody else decides it.',
      success: [200, 'ModerationReview'],
      errors: { 403: ['forbidden', ...own], 404: ['review_not_found'], 409: ['claimed', 'not_open', 'changed'] },
    },
  },
  '/v1/moderation/reviews/{review}/decision': {
    post: {
      id: 'decideModerationReview',
      summary: 'Decides a review, by who has claimed it.',
      request: 'ModerationDecisionRequest',
      success: [200, 'ModerationReview'],
      errors: {
        400: ['invalid_request'],
        403: ['forbidden', ...own],
        404: ['review_not_found'],
        409: ['not_claimed', 'not_open', 'changed'],
      },
    },
  },
};
