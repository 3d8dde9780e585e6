import { type CompiledPolicy, isContext } from './compiled-policy';
import { checkOf } from './known/fingerprint';
import { simHash } from './known/simhash';
import type { Match, Scan } from './match/matcher';
import { featuresOf } from './spam/features';
import { spamScore } from './spam/signatures';
import { mayHold } from './text/bitmap';
import { normalised } from './text/normalise';
import { isQuoted } from './text/quoted';
import { scriptsOf } from './text/scripts';
import { findLinks, type Link } from './url/find-links';
import { type FilterName, type Finding, SURE, UNSURE } from './verdict';

const MOST_MATCHES = 20;
const NO_LINKS: readonly Link[] = [];

/** What there is to say of a text is added to the findings. */
export function judgeText(text: string, compiled: CompiledPolicy, findings: Finding[]): void {
  const { policy, matcher } = compiled;
  if (text === '') return;
  if (text.length > policy.maxLength) {
    findings.push(notJudged('patterns', `longer than ${policy.maxLength} characters`));
    return;
  }
  const scan = matcher(text);
  if (!scan.complete) findings.push(notJudged('patterns', 'more to compare than a text may have'));
  judgeKnownText(scan, compiled, findings);
  const scripts = scriptsOf(scan.units);
  if (scan.matches.length > 0) judgeMatches(text, scan.matches, scripts.hasOther, findings);
  const span = scan.words.hasDot ? { from: 0, to: text.length } : scan.addresses;
  const links = span ? findLinks(text, span, compiled.hosts.isListed) : NO_LINKS;
  if (links.length > 0) judgeLinks(links, compiled, findings);
  judgeSpam(text, scan, links, compiled, findings);
  if (scripts.mixedWords > 0)
    findings.push({ filter: 'scripts', action: 'escalate', code: 'mixed-scripts', severity: UNSURE });
  if (policy.uncoveredScripts === 'escalate' && scripts.isMostlyOther)
    findings.push({ filter: 'scripts', action: 'escalate', code: 'uncovered-script', severity: UNSURE });
}

function judgeKnownText(scan: Scan, compiled: CompiledPolicy, findings: Finding[]): void {
  const { texts, textChecks, nearTexts, policy, sha256 } = compiled;
  const check = checkOf(scan.words) | 0;
  const candidates = mayHold(textChecks, check) ? texts.get(check) : undefined;
  const hash = candidates && sha256(normalised(scan.units).text);
  const known = candidates?.find((each) => each.sha256 === hash);
  if (known) {
    const { action, category } = known;
    findings.push({ filter: 'known-hashes', code: 'known-text', action, category, severity: SURE, by: hash });
    return;
  }
  const { hashes } = policy.known.nearTexts;
  const bits = hashes.length > 0 ? simHash(scan.words) : undefined;
  const near = bits && nearTexts.nearest(bits);
  const like = near && hashes[near.index];
  if (!like) return;
  const { action, category, simHash: by } = like;
  findings.push({ filter: 'known-hashes', code: 'near-known-text', action, category, severity: SURE, by });
}

/** @param isOtherLanguage whether the text has letters that nobody takes for Latin: then its lookalikes are its own letters */
function judgeMatches(text: string, matches: readonly Match[], isOtherLanguage: boolean, findings: Finding[]): void {
  const isSpokenAbout = matches.some(({ pattern }) => isContext(pattern));
  for (const { pattern, from, to, certain, undone, allLookalikes } of matches.slice(0, MOST_MATCHES)) {
    if (isContext(pattern) || (allLookalikes && isOtherLanguage)) continue;
    const { id, category, severity, action } = pattern;
    const finding = { filter: 'patterns', category, severity, by: id, span: { from, to }, undone } as const;
    if (action === 'escalate' || !certain) findings.push({ ...finding, action: 'escalate', code: 'possible-words' });
    else if (isSpokenAbout || isQuoted(text, from, to))
      findings.push({ ...finding, action: 'escalate', code: 'quoted-words' });
    else findings.push({ ...finding, action: 'reject', code: 'words' });
  }
}

function judgeLinks(links: readonly Link[], { hosts, policy }: CompiledPolicy, findings: Finding[]): void {
  const { category, unlisted } = policy.links;
  for (const { host, from, to, isDisguised } of links) {
    const { standing, entry = host } = hosts.of(host);
    const finding = { filter: 'links', category, by: entry, span: { from, to } } as const;
    if (standing === 'blocked') findings.push({ ...finding, action: 'reject', code: 'blocked-link', severity: SURE });
    else if (standing === 'shortener')
      findings.push({ ...finding, action: 'escalate', code: 'shortened-link', severity: UNSURE });
    else if (standing === 'lookalike')
      findings.push({ ...finding, action: 'escalate', code: 'lookalike-link', severity: SURE });
    else if (standing === 'unlisted' && (isDisguised || unlisted === 'escalate'))
      findings.push({ ...finding, action: 'escalate', code: 'unlisted-link', severity: UNSURE });
  }
}

function judgeSpam(
  text: string,
  { units, words }: Scan,
  links: readonly Link[],
  { policy }: CompiledPolicy,
  findings: Finding[],
): void {
  const disguised = links.length === 0 ? 0 : links.filter(({ isDisguised }) => isDisguised).length;
  const features = featuresOf(text, { units, words, links: { all: links.length, disguised } });
  const { score, signatures } = spamScore(policy.spam, features);
  const { escalateFrom, rejectFrom, category } = policy.spam;
  if (score < escalateFrom) return;
  const finding = { filter: 'spam', category, by: signatures.join(' '), severity: 2 } as const;
  if (score >= rejectFrom) findings.push({ ...finding, action: 'reject', code: 'spam' });
  else findings.push({ ...finding, action: 'escalate', code: 'possible-spam' });
}

/** Held, since a filter cannot tell. */
export const notJudged = (filter: FilterName, by: string): Finding => ({
  filter,
  action: 'escalate',
  code: 'not-judged',
  by,
  severity: UNSURE,
});
