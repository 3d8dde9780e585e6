import type { CompiledPolicy } from './compiled-policy';
import type { Finding, Reason, ReasonCode } from './verdict';

const HELD = 'It is held until it was looked at more closely:';

/** What the author of a held item is told after that; of rejected ones the category's own words say more. */
const messages: Readonly<Partial<Record<ReasonCode, string>>> = {
  'near-known-text': 'it is much like a text that broke the rules.',
  'near-known-image': 'an image is much like one that broke the rules.',
  'image-label': 'an image may show what is not shown here.',
  'image-not-screened': 'an image is still being looked at, or was not uploaded yet.',
  'image-refused': 'an image could not be read.',
  'image-not-labelled': 'an image could not be checked automatically.',
  'file-not-judged': 'files are looked at before they are shown to others.',
  'possible-words': 'some of its words may break the rules.',
  'quoted-words': 'it uses words that break the rules, perhaps to speak about them.',
  'possible-spam': 'it resembles unwanted advertising.',
  'shortened-link': 'it has a shortened link, which does not tell where it leads.',
  'lookalike-link': 'it has a link whose address resembles that of a known service.',
  'unlisted-link': 'it has a link to a site that is not known here yet.',
  'mixed-scripts': 'some words mix letters of different alphabets.',
  'uncovered-script': 'it is written in an alphabet that is not checked automatically.',
  'new-author': 'the first items of new accounts are looked at.',
  'rejected-author': 'items of this account were rejected lately.',
  'not-judged': 'it could not be checked automatically.',
};

const MOST_REASONS = 4;

/** Plain words for what was found: each code and rule once, the weightiest first. */
export function reasonsOf(findings: readonly Finding[], { categories }: CompiledPolicy): Reason[] {
  const decisive = findings.some(({ action }) => action === 'reject') ? 'reject' : 'escalate';
  const told = findings.filter(({ action }) => action === decisive);
  if (told.length > 1) told.sort((one, other) => other.severity - one.severity);
  const reasons: Reason[] = [];
  for (const { code, category } of told) {
    const rule = category === undefined ? undefined : categories.get(category);
    const because = rule?.because ?? 'it breaks the rules';
    const message =
      decisive === 'reject'
        ? `It was not published because ${because}.`
        : `${HELD} ${messages[code] ?? `perhaps because ${because}.`}`;
    if (reasons.some((reason) => reason.code === code && reason.message === message)) continue;
    reasons.push({ code, policyId: rule?.policyId, message });
    if (reasons.length === MOST_REASONS) break;
  }
  return reasons;
}
