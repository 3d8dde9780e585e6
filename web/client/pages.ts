/** Addresses of the stage's APIs, by the keys of its outputs; a design that the stage does not have has none. */
export type Addresses = Readonly<
  Partial<Record<'ChatApiUrl' | 'RagApiUrl' | 'FraudApiUrl' | 'StreamingApiUrl' | 'LiveWebSocketUrl', string>>
>;

export type PageName = 'chat' | 'documents' | 'payments' | 'streaming';

/** Group of people who look after payments. */
const RISK_GROUP = 'risk';

/**
 * The pages that the stage has something for, the first one shown at first.
 *
 * @param groups of the person: what is for one group alone is not shown to others, and refused to them by the service
 */
export function pagesOf(
  { ChatApiUrl, RagApiUrl, FraudApiUrl, StreamingApiUrl, LiveWebSocketUrl }: Addresses,
  groups: readonly string[] = [],
): readonly PageName[] {
  const pages: PageName[] = [];
  if (ChatApiUrl !== undefined) pages.push('chat');
  if (RagApiUrl !== undefined) pages.push('documents');
  if (FraudApiUrl !== undefined && groups.includes(RISK_GROUP)) pages.push('payments');
  if (StreamingApiUrl !== undefined && LiveWebSocketUrl !== undefined) pages.push('streaming');
  return pages;
}
