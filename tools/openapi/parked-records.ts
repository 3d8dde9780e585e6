import * as parked from '../../lambdas/streaming/domain/api/parked-records';
import { ownedReasons } from '../../lambdas/streaming/domain/parked/parked-place';
import { returnRefusals } from '../../lambdas/streaming/domain/parked/returned-event';
import type { Operation, Schemas } from './api';

/** Schemas of parked records, part of streaming's document. */
export const parkedSchemas = {
  ParkedListed: [parked.parkedListed, 'A record that a reader of the stream did not take.'],
  ParkedRecordsResponse: [
    parked.parkedRecordsResponse,
    'What is left, the newest day first. A page may have no records, and a cursor to others.',
  ],
  ParkedRecordResponse: [
    parked.parkedRecordResponse,
    'Why a record was parked, where it is in the stream, and what it is: up to 100,000 characters of it. putBack is there once somebody has put it back: done says whether it is known to be in the stream; where not, ask for the same again.',
  ],
  PutBackRequest: [
    parked.putBackRequest,
    'Nothing, to put it back as it was sent; or version, data or both, in the place of what was sent. Its id, type, organisation and times stay.',
  ],
} as const satisfies Schemas;

type Name = keyof typeof parkedSchemas;

const forWhom = 'For people of the group operations, and API keys with the scope streaming:operations.';
const conflicts = ['not_understood', 'not_correctable', 'correction_needed'];

/** Operations of parked records, part of streaming's document. */
export const parkedOperations: Readonly<Record<string, Readonly<Record<string, Operation<Name>>>>> = {
  '/v1/events/parked': {
    get: {
      id: 'listParkedRecords',
      summary: `What readers did not take, of the own organisation. ${forWhom}`,
      description:
        'A record of which it is not known whose it is, is listed to nobody; it is for operators of the stage.',
      query: {
        cursor: { description: 'Of the page before.' },
        date: { description: 'Day of arrival, such as 2026-11-28; all if left out.' },
        reason: { description: `${ownedReasons.join(', ')}; all if left out.` },
        limit: { description: '1 to 100; 50 if left out.' },
      },
      success: [200, 'ParkedRecordsResponse'],
      errors: { 400: ['invalid_request'], 403: ['forbidden'] },
    },
  },
  '/v1/events/parked/{id}': {
    get: {
      id: 'getParkedRecord',
      summary: `Why a record was parked, and what it is. ${forWhom}`,
      success: [200, 'ParkedRecordResponse'],
      errors: { 403: ['forbidden'], 404: ['parked_record_not_found'] },
    },
  },
  '/v1/events/parked/{id}/put-back': {
    post: {
      id: 'putBackParkedRecord',
      summary: `Puts a record back into the stream, as it is or corrected. ${forWhom}`,
      description:
        'It counts once however often it is asked for, as of when it was taken in; what is asked for again is answered again. After 5xx or no answer, ask for the same again.',
      request: 'PutBackRequest',
      success: [200, 'ParkedRecordResponse'],
      errors: {
        400: ['invalid_request', ...returnRefusals.filter((code) => !conflicts.includes(code))],
        403: ['forbidden'],
        404: ['parked_record_not_found'],
        409: [...conflicts, 'already_put_back', 'put_back_uncertain'],
        503: ['unavailable'],
      },
    },
  },
};
