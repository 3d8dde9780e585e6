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
import { approvalRequest } from '../../lambdas/shared/domain/approval';
import { problem, type Schemas } from './api';

/** What requests and answers of fraud scoring look like, by name. */
export const schemas = {
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
