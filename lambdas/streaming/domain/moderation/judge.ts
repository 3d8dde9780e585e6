import { type CompiledPolicy, isContext } from './compiled-policy';
import { judgeFiles } from './judge-files';
import { checkOf } from './known/fingerprint';
import { simHash } from './known/simhash';
import type { Match, Scan } from './match/matcher';
import { reasonsOf } from './reasons';
import { featuresOf } from './spam/features';
import { spamScore } from './spam/signatures';
import { mayHold } from './text/bitmap';
import { normalised } from './text/normalise';
import { scriptsOf } from './text/scripts';
import { findLinks, type Link } from './url/find-links';
import { type Decision, type FilterName, type Finding, filters, type Item, type Step, type Verdict } from './verdict';

/** What speaks for itself weighs more than what may be an accident. */
const SURE = 3;
const UNSURE = 1;
const MOST_MATCHES = 20;
const NO_LINKS: readonly Link[] = [];

/** Steps of an item in which nothing was found; most are such. */
const allClear: readonly Step[] = filters.map((filter) => ({ tier: 1, filter, outcome: 'clear' }));

/**
 * Tier 1: what filters without a model say of an item. It is rejected where something certain was found, held for a later tier where
 * something was found or could not be judged, and approved otherwise. Takes time by the length of the item alone, and throws for no
 * text and no file whatever.
 */
export function judge(item: Item, compiled: CompiledPolicy): Verdict {
  const findings: Finding[] = [];
  const { text = '', files = [] } = item;
  judgeText(text, compiled, findings);
  if (files.length > 0) judgeFiles(files, compiled, findings);
  if (files.length === 0 && text.trim() === '') findings.push(notJudged('known-hashes', 'nothing to judge'));
  judgeAuthor(item, compiled, findings);
  const { itemId } = item;
  const { version } = compiled;
  if (findings.length === 0)
    return { itemId, decision: 'approve', path: allClear, reasons: [], findings, policy: version };
  const decision = decisionOf(findings);
  return {
    itemId,
    decision,
    path: pathOf(findings),
    reasons: reasonsOf(findings, compiled),
    findings,
    policy: version,
  };
}

const decisionOf = (findings: readonly Finding[]): Decision =>
  findings.some(({ action }) => action === 'reject') ? 'reject' : 'escalate';

function pathOf(findings: readonly Finding[]): Step[] {
  const path = allClear.slice();
  for (const { filter, action } of findings) {
    const place = filters.indexOf(filter);
    if (path[place]?.outcome !== 'reject') path[place] = { tier: 1, filter, outcome: action };
  }
  return path;
}

const notJudged = (filter: FilterName, by: string): Finding => ({
  filter,
  action: 'escalate',
  code: 'not-judged',
  by,
  severity: UNSURE,
});

function judgeText(text: string, compiled: CompiledPolicy, findings: Finding[]): void {
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

const openers = '"“„«\'‘’';
const closers = '"”“»\'’';
const QUOTED_WITHIN = 100;
const letter = /[\p{L}\p{N}$@]/u;
const isMark = (code: number): boolean =>
  code === 0x22 || code === 0x27 || code === 0xab || code === 0xbb || (code >= 0x2018 && code <= 0x201e);

/** Whether a quotation is open before a span, and ends after it. */
function isQuoted(text: string, from: number, to: number): boolean {
  for (let index = from - 1; index >= Math.max(0, from - QUOTED_WITHIN); index -= 1) {
    if (!isMark(text.charCodeAt(index))) continue;
    // Between letters it is an apostrophe, and after a letter the end of a quotation.
    const isAfterLetter = letter.test(text.charAt(index - 1));
    if (isAfterLetter && letter.test(text.charAt(index + 1))) continue;
    return !isAfterLetter && openers.includes(text.charAt(index)) && closesAfter(text, to);
  }
  return false;
}

function closesAfter(text: string, to: number): boolean {
  for (let index = to; index < Math.min(text.length, to + QUOTED_WITHIN); index += 1) {
    if (isMark(text.charCodeAt(index)) && closers.includes(text.charAt(index)) && !letter.test(text.charAt(index + 1)))
      return true;
  }
  return false;
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
  const disguised = links.filter(({ isDisguised }) => isDisguised).length;
  const features = featuresOf(text, { units, words, links: { all: links.length, disguised } });
  const { score, signatures } = spamScore(policy.spam, features);
  const { escalateFrom, rejectFrom, category } = policy.spam;
  if (score < escalateFrom) return;
  const finding = { filter: 'spam', category, by: signatures.join(' '), severity: 2 } as const;
  if (score >= rejectFrom) findings.push({ ...finding, action: 'reject', code: 'spam' });
  else findings.push({ ...finding, action: 'escalate', code: 'possible-spam' });
}

function judgeAuthor({ author }: Item, { policy }: CompiledPolicy, findings: Finding[]): void {
  const { leastAgeDays, mostRejections } = policy.authors;
  if (!(author.ageDays >= leastAgeDays))
    findings.push({ filter: 'author', action: 'escalate', code: 'new-author', severity: UNSURE });
  if (author.rejections > mostRejections)
    findings.push({ filter: 'author', action: 'escalate', code: 'rejected-author', severity: UNSURE });
}
