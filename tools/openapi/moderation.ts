import { approvalRequest } from '../../lambdas/shared/domain/approval';
import * as images from '../../lambdas/streaming/domain/api/images';
import * as items from '../../lambdas/streaming/domain/api/items';
import { moderationLabelsResponse } from '../../lambdas/streaming/domain/api/moderation-labels';
import * as policy from '../../lambdas/streaming/domain/api/moderation-policy';
import * as reviews from '../../lambdas/streaming/domain/api/moderation-reviews';
import { labelSchema } from '../../lambdas/streaming/domain/cascade/label';
import { precedentSchema } from '../../lambdas/streaming/domain/cascade/precedent';
import { trialSchema } from '../../lambdas/streaming/domain/cascade/trial-result';
import type { Operation, Schemas } from './api';

/** Schemas of moderation, part of streaming's document. */
export const moderationSchemas = {
  ImageRequest: [images.imageRequest, 'An image in JPEG or PNG, named by the SHA-256 of its bytes, as items name it.'],
  ImageResponse: [
    images.imageResponse,
    'Where the image stands, and a form to upload it with (multipart/form-data, file as the last field): S3 takes exactly these bytes. Without a form nothing else would be found: it was looked at.',
  ],
  ImageView: [
    images.imageView,
    'waiting for its upload or its turn; screened; or refused, with the reason. What it shows is told to reviewers alone.',
  ],
  ItemResponse: [
    items.itemResponse,
    'Where a version of an item stands, and why in plain words. A publisher shows what has this digest, and only while published is true: the SHA-256 of the JSON of [user, text, links, SHA-256 of each image], with an empty text or list where there is none.',
  ],
  ItemAppealRequest: [items.itemAppealRequest, 'Against a version, or the latest.'],
  ModerationReview: [
    reviews.moderationReview,
    'All that was said of a version of an item: the path of tiers, the verdict, and what appeals made of it. Of a blind audit (status audit) nothing is told of what a machine decided, which stays. similar is told to who claims it, and images: each with what a model saw in it, but for audits, and an address that shows it for five minutes.',
  ],
  SimilarItem: [
    precedentSchema,
    'An earlier item that people judged, with the same words, with most of them (distance: bits of 64 in which their SimHashes differ), or of the same author. Context for reviewers: no rule, and told to no author. found is what people made of it, before what held until then.',
  ],
  ModerationReviewsResponse: [reviews.moderationReviewsResponse, 'What waits, the gravest first, 50 at most.'],
  ModerationDecisionRequest: [
    reviews.moderationDecisionRequest,
    'A rejection names the rule that is broken: its author is told in the words of the rule. note is for other reviewers.',
  ],
  ModerationLabel: [
    labelSchema,
    'What people found about a version of an item, beside what machines had said. source says why a person looked last. isDrawn: chance had drawn it for an audit; only these stand for all that machines decide.',
  ],
  ModerationLabelsResponse: [
    moderationLabelsResponse,
    'The earliest first, 50 at most. next is to be sent as after for those that follow.',
  ],
  ModerationPolicyRequest: [
    policy.moderationPolicyRequest,
    'What items are judged by in all tiers: categories, patterns, known hashes, what images may show, links, thresholds. The version is given to it, whatever is sent.',
  ],
  AuthoredPolicy: [policy.authoredPolicy, 'A version of a policy, with who wrote it and who let it hold.'],
  ModerationPolicyResponse: [policy.moderationPolicyResponse, 'What holds, and the draft with its latest trial.'],
  ApprovedPolicy: [policy.approvedPolicyResponse, 'What holds now, and how it was tried; without trial, it was not.'],
  PolicyTrial: [
    trialSchema,
    'What tiers 1 and 2 would have made of recorded cases by the draft: approve, reject, or who is asked next. Of what machines approve no words are kept, so that only audited items of these are among the cases.',
  ],
  PolicyApprovalRequest: [approvalRequest, 'The version that was looked at.'],
} as const satisfies Schemas;

type Name = keyof typeof moderationSchemas;

const own = ['own_item', 'own_decision', 'senior_required'];

/** Operations of moderation, part of streaming's document. */
export const moderationOperations: Readonly<Record<string, Readonly<Record<string, Operation<Name>>>>> = {
  '/v1/images': {
    post: {
      id: 'announceImage',
      summary: 'Announces an image of an item, and gives a form to upload it with.',
      description: 'Announcing it again gives another form. An image is looked at within seconds of its upload.',
      request: 'ImageRequest',
      success: [200, 'ImageResponse'],
      errors: { 400: ['invalid_request'] },
    },
  },
  '/v1/images/{sha256}': {
    get: {
      id: 'getImage',
      summary: 'Where an image stands: waiting, screened, or refused and why.',
      success: [200, 'ImageView'],
      errors: { 400: ['invalid_request'], 404: ['image_not_found'] },
    },
  },
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
      query: {
        queue: {
          description:
            'moderators, senior-moderators for what was appealed twice, or audits for blind audits of what machines decided.',
        },
      },
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
  '/v1/moderation/labels': {
    get: {
      id: 'listModerationLabels',
      summary: 'What people found on a day, for training and for measuring. For people of the group senior-moderators.',
      query: {
        day: { description: 'Such as 2026-11-29 (UTC).', required: true },
        after: { description: 'next of the page before.' },
      },
      success: [200, 'ModerationLabelsResponse'],
      errors: { 400: ['invalid_request'], 403: ['forbidden', 'senior_required'] },
    },
  },
  '/v1/moderation/policy': {
    get: {
      id: 'getModerationPolicy',
      summary: 'What items are judged by, and the draft that waits for approval.',
      success: [200, 'ModerationPolicyResponse'],
      errors: { 403: ['forbidden'] },
    },
  },
  '/v1/moderation/policy/versions/{version}': {
    get: {
      id: 'getModerationPolicyVersion',
      summary: 'A policy that holds, or held once: verdicts name the version. 0 is what everyone has at first.',
      success: [200, 'AuthoredPolicy'],
      errors: { 400: ['invalid_request'], 403: ['forbidden'], 404: ['policy_not_found'] },
    },
  },
  '/v1/moderation/policy/draft': {
    put: {
      id: 'draftModerationPolicy',
      summary: 'Drafts a policy; it holds when a senior who has not written it approves it.',
      request: 'ModerationPolicyRequest',
      success: [200, 'AuthoredPolicy'],
      errors: { 400: ['invalid_request'], 403: ['forbidden'], 413: ['policy_too_large'] },
    },
  },
  '/v1/moderation/policy/draft/trial': {
    post: {
      id: 'tryModerationPolicy',
      summary:
        'Judges up to 500 recorded cases again by the draft, and tells what would change. No model is asked, and no verdict changes.',
      description:
        'Of what waits for a person, and what people judged in the last thirty days. The result is kept beside the draft, for who approves it.',
      success: [200, 'PolicyTrial'],
      errors: { 403: ['forbidden'], 404: ['no_draft'] },
    },
  },
  '/v1/moderation/policy/draft/approval': {
    post: {
      id: 'approveModerationPolicy',
      summary: 'Lets the draft of somebody else hold, within seconds. For people of the group senior-moderators.',
      request: 'PolicyApprovalRequest',
      success: [200, 'ApprovedPolicy'],
      errors: {
        400: ['invalid_request'],
        403: ['forbidden', 'senior_required', 'own_draft'],
        409: ['other_draft'],
      },
    },
  },
};
