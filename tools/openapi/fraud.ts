import { approvalRequest } from '../../lambdas/fraud/domain/api/approval';
import { caughtSchema } from '../../lambdas/fraud/domain/api/caught';
import { decisionView } from '../../lambdas/fraud/domain/api/decision-view';
import * as decisions from '../../lambdas/fraud/domain/api/decisions';
import { feedbackRequest, feedbackResponse } from '../../lambdas/fraud/domain/api/feedback';
import * as lists from '../../lambdas/fraud/domain/api/lists';
import { authoredLineup, modelsResponse } from '../../lambdas/fraud/domain/api/models';
import * as recent from '../../lambdas/fraud/domain/api/recent';
import * as reviews from '../../lambdas/fraud/domain/api/reviews';
import * as rules from '../../lambdas/fraud/domain/api/rules';
import { lineupRequest, lineupSchema } from '../../lambdas/fraud/domain/model/lineup';
import { ruleSchema } from '../../lambdas/fraud/domain/rules/rule';
import { type Api, problem, type Schemas } from './api';

const schemas = {
  DecisionRequest: [
    decisions.decisionRequest,
    'amount is in minor units such as cents. account, card, merchant and device are ids of your own: tokens, never the number of a card. ' +
      'country is ISO 3166-1, currency ISO 4217, place in degrees.',
  ],
  Reason: [decisions.reasonSchema, 'code is stable; rule:<id> is a rule of the organisation or one that everyone has.'],
  DecisionResponse: [
    decisions.decisionResponse,
    'score is the calibrated probability of fraud, absent where no model could be asked. rules.shadow would have said something and had no effect. ' +
      'degraded names what was left out because it was slow or down.',
  ],
  DecisionSummary: [
    recent.decisionSummary,
    'amount is in minor units of the own currency, reasons are codes; fraud is absent while nobody has said.',
  ],
  DecisionsResponse: [
    recent.decisionsResponse,
    'share is the part of all decisions that are kept at hand and listed, from 0 to 1. before is to be sent for what is older.',
  ],
  Caught: [
    caughtSchema,
    'stopped was reviewed or declined, passed approved. precision and recall are over what is known, and absent where nothing is.',
  ],
  StatsResponse: [
    recent.statsResponse,
    'Of the last thousand decisions that are kept at hand. tookMs is milliseconds until a decision was made, without its write.',
  ],
  LinkedResponse: [
    recent.linkedResponse,
    'The last decisions on the same card, account, device and address, six of each at most.',
  ],
  DecisionView: [
    decisionView,
    'A decision with what it was made on: a feature that was not known is null. contributions are log-odds, review is for people alone.',
  ],
  FeedbackRequest: [
    feedbackRequest,
    'What a payment turned out to be, and who says so. To correct a label, corrects names its revision.',
  ],
  FeedbackResponse: [
    feedbackResponse,
    'learnedAt is milliseconds since the epoch. revision counts the labels of the payment.',
  ],
  Rule: [
    ruleSchema,
    'when is a condition in the Common Expression Language over payment, features, lists and score. A rule in shadow is recorded and has no effect.',
  ],
  RulesRequest: [rules.rulesRequest, 'All rules that are to hold, in their order.'],
  AuthoredRules: [rules.authoredRules, 'Times are milliseconds since the epoch.'],
  RulesResponse: [rules.rulesResponse, 'features are the names that conditions may use.'],
  LineupRequest: [
    lineupRequest,
    "Models by the SHA-256 of their trees. A challenger in shadow scores besides and has no effect; a canary decides on its share of accounts, always the same ones. A version that is named has to be the artefact's own.",
  ],
  Lineup: [lineupSchema, 'The models that decide, with the versions of their artefacts.'],
  AuthoredLineup: [authoredLineup, 'Times are milliseconds since the epoch.'],
  ModelsResponse: [
    modelsResponse,
    'bundled is part of what is deployed, and decides where a model of the lineup cannot be had.',
  ],
  ApprovalRequest: [approvalRequest, 'The version of the draft that was looked at.'],
  ChangedDecisions: [
    rules.changedDecisions,
    'Decisions that would have been others; frauds and genuine count those known.',
  ],
  BacktestResponse: [rules.backtestResponse, 'held counts by rule. Times are milliseconds since the epoch.'],
  Review: [
    reviews.reviewView,
    'A payment that a person looks at. status goes from open to decided, and after an appeal to final. Times are milliseconds since the epoch, expectedLoss is in minor units.',
  ],
  ReviewsResponse: [reviews.reviewsResponse, 'What waits, the highest expected loss first.'],
  ReviewDecisionRequest: [
    reviews.reviewDecisionRequest,
    'What came of looking, and why. fraud, where the person is sure, becomes the label of the payment; on appeal it has to be given where it was before.',
  ],
  AppealRequest: [reviews.appealRequest, 'Why somebody else should look.'],
  ListRequest: [
    lists.listRequest,
    'What is blocked is declined, what is allowed approved, by the rules that everyone has; own rules may read lists otherwise. reason goes into the audit.',
  ],
  UnlistRequest: [lists.unlistRequest, 'Why it is taken off. It goes into the audit.'],
  ListEntry: [lists.listEntry, 'at and expiresAt are milliseconds since the epoch.'],
  Unlisted: [lists.unlisted, 'What is on no list any more.'],
  ListResponse: [
    lists.listResponse,
    'In the order of values. Ask with cursor for more; a page may have fewer entries than others.',
  ],
  Problem: problem,
} as const satisfies Schemas;

/** Decisions on payments. */
export const fraud: Api<keyof typeof schemas> = {
  title: 'Decisions on payments',
  description:
    'For API keys with the scope fraud, and for people of the group risk. A payment is decided and counted once for each Idempotency-Key of an organisation.',
  output: 'FraudApiUrl',
  stageName: 'fraud',
  schemas,
  usual: {
    401: ['unauthorized', 'token_expired'],
    429: ['rate_limited'],
    500: ['internal_error'],
  },
  operations: {
    '/v1/decisions': {
      get: {
        id: 'listDecisions',
        summary: 'Decisions of the organisation, the newest first: of all, or of the part that is kept at hand.',
        query: {
          limit: { description: '1 to 100; 25 when it is left out.' },
          before: { description: 'What an earlier answer named for older ones.' },
        },
        success: [200, 'DecisionsResponse'],
        errors: { 400: ['invalid_request'], 403: ['forbidden'] },
      },
      post: {
        id: 'decide',
        summary: 'Decides on a payment: approve, review or decline.',
        description:
          'Send a payment again with the same key after any failure, 500 and 503 among them: it is decided once, and the answer is the same to the byte for as long as decisions are kept.',
        request: 'DecisionRequest',
        headers: {
          'Idempotency-Key': {
            description: '1 to 255 printable ASCII characters without blanks, one for each payment.',
            required: true,
          },
        },
        success: [200, 'DecisionResponse'],
        answerHeaders: {
          'Server-Timing': 'Milliseconds by stage: read, features, score, rules, commit, total.',
          'Idempotent-Replayed': 'true where the decision was made by an earlier request with this key, else false.',
        },
        errors: {
          400: ['invalid_request', 'idempotency_key_required', 'card_number_refused', 'clock_off', 'unknown_currency'],
          403: ['forbidden'],
          413: ['request_too_large'],
          422: ['idempotency_key_reused'],
          503: ['contended', 'unavailable'],
          504: ['timeout'],
        },
      },
    },
    '/v1/decisions/{decisionId}': {
      get: {
        id: 'getDecision',
        summary: 'A decision, what it was made on, and what the payment turned out to be.',
        success: [200, 'DecisionView'],
        errors: { 403: ['forbidden'], 404: ['decision_not_found'] },
      },
    },
    '/v1/decisions/{decisionId}/linked': {
      get: {
        id: 'getLinkedDecisions',
        summary: 'The last decisions on the same card, account, device and address.',
        success: [200, 'LinkedResponse'],
        errors: { 403: ['forbidden'], 404: ['decision_not_found'] },
      },
    },
    '/v1/stats': {
      get: {
        id: 'getStats',
        summary: 'Mix, precision, recall and times of the last decisions.',
        success: [200, 'StatsResponse'],
        errors: { 403: ['forbidden'] },
      },
    },
    '/v1/feedback': {
      post: {
        id: 'giveFeedback',
        summary:
          'Tells what a payment turned out to be. Later payments of its card, account, device, address and merchant see it.',
        request: 'FeedbackRequest',
        success: [200, 'FeedbackResponse'],
        errors: {
          400: ['invalid_request'],
          403: ['forbidden'],
          404: ['decision_not_found'],
          409: ['already_labelled', 'other_revision'],
          503: ['contended'],
        },
      },
    },
    '/v1/rules': {
      get: {
        id: 'getRules',
        summary: 'The rules that hold, and the draft that waits for approval.',
        success: [200, 'RulesResponse'],
        errors: { 403: ['forbidden'] },
      },
    },
    '/v1/rules/versions/{version}': {
      get: {
        id: 'getRulesVersion',
        summary:
          'Rules that hold, or held once: decisions name the version that they were made by. 0 are those that everyone has at first.',
        success: [200, 'AuthoredRules'],
        errors: { 400: ['invalid_request'], 403: ['forbidden'], 404: ['rules_not_found'] },
      },
    },
    '/v1/rules/draft': {
      put: {
        id: 'draftRules',
        summary: 'Drafts rules; they hold when somebody else has approved them.',
        request: 'RulesRequest',
        success: [200, 'AuthoredRules'],
        errors: { 400: ['invalid_request', 'invalid_rule'], 403: ['forbidden'] },
      },
    },
    '/v1/rules/draft/approval': {
      post: {
        id: 'approveRules',
        summary: 'Lets the draft of somebody else hold, within seconds.',
        request: 'ApprovalRequest',
        success: [200, 'AuthoredRules'],
        errors: { 400: ['invalid_request'], 403: ['forbidden', 'own_draft'], 409: ['other_draft'] },
      },
    },
    '/v1/rules/backtest': {
      post: {
        id: 'backtestRules',
        summary: 'What rules would have done with recorded decisions.',
        request: 'RulesRequest',
        success: [200, 'BacktestResponse'],
        errors: { 400: ['invalid_request', 'invalid_rule'], 403: ['forbidden'] },
      },
    },
    '/v1/models': {
      get: {
        id: 'getModels',
        summary: 'The models that decide, and the draft that waits for approval.',
        success: [200, 'ModelsResponse'],
        errors: { 403: ['forbidden'] },
      },
    },
    '/v1/models/draft': {
      put: {
        id: 'draftModels',
        summary: 'Drafts which models decide; it holds when somebody else has approved it.',
        request: 'LineupRequest',
        success: [200, 'AuthoredLineup'],
        errors: { 400: ['invalid_request', 'invalid_model'], 403: ['forbidden'] },
      },
    },
    '/v1/models/draft/approval': {
      post: {
        id: 'approveModels',
        summary: 'Lets the draft of somebody else hold, within seconds.',
        request: 'ApprovalRequest',
        success: [200, 'AuthoredLineup'],
        errors: { 400: ['invalid_request'], 403: ['forbidden', 'own_draft'], 409: ['other_draft'] },
      },
    },
    '/v1/reviews': {
      get: {
        id: 'listReviews',
        summary: 'Payments that wait for a person, the highest expected loss first.',
        success: [200, 'ReviewsResponse'],
        errors: { 403: ['forbidden'] },
      },
    },
    '/v1/reviews/{decisionId}/claim': {
      post: {
        id: 'claimReview',
        summary: 'Takes a review for fifteen minutes, in which nobody else decides it.',
        success: [200, 'Review'],
        errors: {
          403: ['forbidden'],
          404: ['review_not_found'],
          409: ['claimed', 'own_decision', 'not_open', 'changed'],
        },
      },
    },
    '/v1/reviews/{decisionId}/decision': {
      post: {
        id: 'decideReview',
        summary: 'Decides a review, by who has claimed it.',
        request: 'ReviewDecisionRequest',
        success: [200, 'Review'],
        errors: {
          400: ['invalid_request'],
          403: ['forbidden'],
          404: ['review_not_found'],
          409: ['not_claimed', 'not_open', 'changed', 'finding_required'],
          503: ['contended'],
        },
      },
    },
    '/v1/reviews/{decisionId}/appeal': {
      post: {
        id: 'appealReview',
        summary: 'Has a decided review looked at once more, by somebody else.',
        request: 'AppealRequest',
        success: [200, 'Review'],
        errors: {
          400: ['invalid_request'],
          403: ['forbidden'],
          404: ['review_not_found'],
          409: ['not_decided', 'already_appealed', 'changed'],
        },
      },
    },
    '/v1/lists/{kind}': {
      get: {
        id: 'getList',
        summary: 'What is on allow and block lists, of one kind: card, account, device, ip or merchant.',
        query: { cursor: { description: 'Of the page before.' } },
        success: [200, 'ListResponse'],
        errors: { 400: ['invalid_request'], 403: ['forbidden'] },
      },
    },
    '/v1/lists/{kind}/{value}': {
      put: {
        id: 'list',
        summary: 'Puts something on the allow or the block list; it holds from the next decision on.',
        description: 'value is percent-encoded, and an id as payments have it. What was listed before is replaced.',
        request: 'ListRequest',
        success: [200, 'ListEntry'],
        errors: { 400: ['invalid_request', 'card_number_refused'], 403: ['forbidden'], 409: ['changed'] },
      },
      delete: {
        id: 'unlist',
        summary: 'Takes something off its list; it holds from the next decision on.',
        request: 'UnlistRequest',
        success: [200, 'Unlisted'],
        errors: {
          400: ['invalid_request', 'card_number_refused'],
          403: ['forbidden'],
          404: ['not_listed'],
          409: ['changed'],
        },
      },
    },
  },
};
