import { adviser } from './advice';

/** What a person's groups let them do in streaming. The service has the last word. */
export interface Rights {
  readonly operates: boolean;
  readonly moderates: boolean;
  /** Moderates what was appealed twice too, and lets policies hold. */
  readonly isSenior: boolean;
}

export function rightsOf(groups: readonly string[]): Rights {
  const isSenior = groups.includes('senior-moderators');
  return { operates: groups.includes('operations'), moderates: isSenior || groups.includes('moderators'), isSenior };
}

/** What the page does not show, and for whom it is. */
export interface Hidden {
  readonly what: string;
  readonly group: string;
}

/** In the order of the page. */
export function hiddenFrom({ operates, moderates, isSenior }: Rights): readonly Hidden[] {
  const hidden: Hidden[] = [];
  if (!operates) hidden.push({ what: 'How the stage does, generated events and parked records', group: 'operations' });
  if (!moderates) hidden.push({ what: 'Verdicts as they are reached, reviews and the policy', group: 'moderators' });
  else if (!isSenior) hidden.push({ what: 'Second appeals, and approving a policy', group: 'senior-moderators' });
  return hidden;
}

/** What to tell a person about an error of the streaming API. */
export const adviceOn = adviser({
  forbidden: {
    title: 'This is not for your groups',
    advice: 'Ask an administrator of your organisation to add you to the group it is for, then sign in again.',
  },
  senior_required: {
    title: 'This is for senior reviewers',
    advice: 'Leave it to somebody of the group senior-moderators.',
  },
  own_item: { title: 'It is your own text', advice: 'Somebody else has to judge it.' },
  own_draft: { title: 'It is your own draft', advice: 'Ask a senior reviewer who has not written it to approve it.' },
  not_decided: { title: 'There is no decision yet', advice: 'Wait for it: you can appeal against a rejection.' },
  nothing_to_appeal: { title: 'It is published', advice: 'There is nothing to appeal against.' },
  final_decision: { title: 'A senior reviewer has decided', advice: 'There is no further appeal.' },
  review_not_found: {
    title: 'There is no such review',
    advice: 'It may have been decided and forgotten. Take another one.',
  },
  image_not_found: { title: 'There is no such image', advice: 'Choose it again, and submit it once more.' },
  no_draft: { title: 'There is no draft', advice: 'It may hold by now. Write another one first.' },
  parked_record_not_found: { title: 'There is no such record', advice: 'Look at the list again.' },
  not_understood: { title: 'As it is, it would be parked again', advice: 'Correct its version or its data first.' },
  correction_needed: { title: 'As it is, it would be parked again', advice: 'Correct its version or its data first.' },
  not_correctable: {
    title: 'It cannot be corrected here',
    advice: 'Have its sender send it again as it should be, with an id of its own.',
  },
  already_put_back: {
    title: 'It was put back before, with other data',
    advice: 'Close it and open it again to see as what.',
  },
  put_back_uncertain: {
    title: 'Somebody began to put it back',
    advice: 'It is not known whether it is in the stream, and it could count twice: ask an operator of the stage.',
  },
  policy_too_large: { title: 'The policy is too large', advice: 'It has at most 350 KB as JSON: take patterns out.' },
  unavailable: { title: 'The stream has no room', advice: 'Try again in a moment: nothing counts twice.' },
});
