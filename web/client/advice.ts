import { RequestError } from './chat-error';

/** What went wrong, and what to do next. */
export interface Advice {
  readonly title: string;
  readonly advice: string;
}

export type Advise = (error: unknown) => Advice;

/** What any page with reviews and drafts may be told. */
const common: Readonly<Record<string, Advice>> = {
  signed_out: { title: 'You are signed out', advice: 'Sign out in the menu at the top, and sign in again.' },
  unauthorized: { title: 'You are signed out', advice: 'Sign out in the menu at the top, and sign in again.' },
  token_expired: { title: 'You are signed out', advice: 'Sign out in the menu at the top, and sign in again.' },
  connection_lost: { title: 'The service cannot be reached', advice: 'Check your network; it is tried again.' },
  rate_limited: { title: 'The service is busy', advice: 'It is tried again in a moment.' },
  claimed: { title: 'Somebody else has claimed it', advice: 'Take another one, or wait until the claim ends.' },
  not_claimed: { title: 'Your claim has ended', advice: 'Claim it again; what you wrote is still there.' },
  own_decision: { title: 'It is an appeal against your decision', advice: 'Leave it to somebody else.' },
  not_open: { title: 'It has been decided meanwhile', advice: 'Take another one.' },
  changed: { title: 'Somebody was faster', advice: 'Look at what they did, then try again.' },
  already_appealed: { title: 'There has been an appeal', advice: 'Somebody else looks at it.' },
  other_draft: { title: 'The draft is another one by now', advice: 'Look at it again before you approve it.' },
};

/**
 * What to tell a person about an error; for a code that is not known, the service's own words.
 *
 * @param own by code, what a page says itself
 */
export const adviser =
  (own: Readonly<Record<string, Advice>>): Advise =>
  (error) => {
    const message = error instanceof Error ? error.message : String(error);
    const known = error instanceof RequestError ? (own[error.code] ?? common[error.code]) : undefined;
    return known ?? { title: 'That did not work', advice: `${message}. Try again.` };
  };
