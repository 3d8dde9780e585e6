/** A topic of an organisation: two of them never share one. */
export interface OrgTopic {
  readonly org: string;
  readonly topic: string;
}

/** The same for the same topic of the same organisation. */
export const topicKey = ({ org, topic }: OrgTopic): string => JSON.stringify([org, topic]);
