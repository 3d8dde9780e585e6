/** For how long an answer of the table holds: a client that was withdrawn, and one that was just registered. */
const ACCEPTED_MS = 5 * 60_000;
const REFUSED_MS = 15_000;
/** Answers kept; a pool has a handful of clients. */
const KEPT = 100;

/**
 * Whether tokens of an app client are for this stage's APIs.
 * @throws when the table cannot be read, which says nothing of the client
 */
export type AcceptsClient = (clientId: string) => Promise<boolean>;

export interface AcceptedClientsDeps {
  /** The client that the stage's platform knows from the start. */
  readonly ownClientId: string;
  /** Looks up any other. */
  readonly isRegistered: (clientId: string) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The audience of access tokens: the platform's own client, and those that are registered in the platform's table. */
export function createAcceptedClients({ ownClientId, isRegistered, now }: AcceptedClientsDeps): AcceptsClient {
  const known = new Map<string, { readonly accepted: boolean; readonly until: number }>();
  return async (clientId) => {
    if (clientId === ownClientId) return true;
    const last = known.get(clientId);
    if (last && now() < last.until) return last.accepted;
    const accepted = await isRegistered(clientId);
    known.delete(clientId);
    if (known.size >= KEPT) known.clear();
    known.set(clientId, { accepted, until: now() + (accepted ? ACCEPTED_MS : REFUSED_MS) });
    return accepted;
  };
}
