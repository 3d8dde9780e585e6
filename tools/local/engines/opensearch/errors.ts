/** A failure in OpenSearch's own words and wire shape. */
export class SearchError extends Error {
  constructor(
    readonly status: number,
    /** As OpenSearch names it, such as `index_not_found_exception`. */
    readonly type: string,
    readonly reason: string,
    /** Further members, such as `index`. */
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly causedBy?: { readonly type: string; readonly reason: string },
  ) {
    super(reason);
    this.name = type;
  }

  /** What stands under `error` where one item of a request failed. */
  get detail(): Record<string, unknown> {
    return {
      type: this.type,
      reason: this.reason,
      ...this.members,
      ...(this.causedBy && { caused_by: this.causedBy }),
    };
  }

  /** Body of a request that failed as a whole. */
  get body(): Record<string, unknown> {
    const root = { type: this.type, reason: this.reason, ...this.members };
    return { error: { root_cause: [root], ...this.detail }, status: this.status };
  }
}

/** The failure for what OpenSearch has and the laptop does not: loud, and naming it. Clients do not try a 501 again. */
export const notServedHere = (what: string): SearchError =>
  new SearchError(501, 'not_served_on_laptop', `${what} is not served by the laptop's search engine`);

export const illegalArgument = (reason: string): SearchError =>
  new SearchError(400, 'illegal_argument_exception', reason);

export const parsingError = (reason: string): SearchError => new SearchError(400, 'parsing_exception', reason);

export const indexNotFound = (index: string): SearchError =>
  new SearchError(404, 'index_not_found_exception', `no such index [${index}]`, {
    index,
    'resource.id': index,
    'resource.type': 'index_or_alias',
    index_uuid: '_na_',
  });
