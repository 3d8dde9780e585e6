import { Validations } from 'aws-cdk-lib';
import type { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { SearchSettings } from './settings';

/** Says why a domain goes without what a larger one has. */
export function acknowledgeWhatIsSmall(domain: CfnDomain, settings: SearchSettings, isPrivate: boolean): void {
  const acknowledge = (rule: string, reason: string) =>
    Validations.of(domain).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  acknowledge(
    'OS3',
    "Functions have no fixed addresses; the policy admits the design's own roles, and requests are signed by them.",
  );
  if (!isPrivate) {
    acknowledge(
      'OS1',
      'The stage has no private network; requests are signed, and the domain gives each role its own rights.',
    );
  }
  if (!settings.dedicatedMasters) {
    acknowledge('OS4', 'A few small nodes lead themselves; what they hold can be indexed again from the originals.');
  }
  if (settings.zones === 1) {
    acknowledge('OS7', 'A single node is in a single zone; what it holds can be indexed again from the originals.');
  }
}
