import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { standingOf } from '../client/moderation';

/** Where a text stands, in a word. */
export function StandingOf({ of }: { readonly of: Parameters<typeof standingOf>[0] }) {
  const { words, tone } = standingOf(of);
  return <StatusIndicator type={tone}>{words}</StatusIndicator>;
}
