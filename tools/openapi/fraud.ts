import * as decisions from '../../lambdas/fraud/domain/api/decisions';
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
  },
};
