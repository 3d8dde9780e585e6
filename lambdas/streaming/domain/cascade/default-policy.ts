import type { CascadePolicy } from './cascade-policy';

const words = (id: string, text: string, category: string, severity: number) =>
  ({ id, text, category, severity, wholeWord: true }) as const;

/**
 * What a stage judges by until it has a policy of its own. It is small on purpose: what an organisation forbids is its own, and a list of
 * words is no policy. A test checks it as any other is checked, so that no cold start has to.
 */
export const defaultPolicy: CascadePolicy = {
  filters: {
    id: 'blueprint',
    version: 0,
    maxLength: 20_000,
    categories: [
      {
        id: 'danger',
        policyId: 'rules/1',
        because: 'it threatens people, or encourages somebody to harm themselves or others',
      },
      { id: 'harassment', policyId: 'rules/2', because: 'it insults or humiliates somebody' },
      { id: 'fraud', policyId: 'rules/3', because: 'it tries to get money or passwords by deceit' },
      { id: 'goods', policyId: 'rules/4', because: 'it offers something that may not be offered here' },
      { id: 'advertising', policyId: 'rules/5', because: 'it is unwanted advertising' },
      { id: 'explicit', policyId: 'rules/6', because: 'it shows nudity, sexual acts or violence' },
    ],
    patterns: [
      { ...words('giveaway', 'free crypto giveaway', 'fraud', 3), action: 'reject' },
      { ...words('double', 'double your bitcoin', 'fraud', 3), action: 'reject' },
      { ...words('wallet', 'verify your wallet', 'fraud', 3), action: 'reject' },
      { ...words('no-prescription', 'viagra no prescription', 'goods', 3), action: 'reject' },
      { ...words('casino', 'casino', 'advertising', 2), action: 'escalate' },
      { ...words('telegram', 'telegram', 'fraud', 2), action: 'escalate' },
      { ...words('idiot', 'idiot', 'harassment', 2), action: 'escalate' },
      { ...words('kill', 'kill yourself', 'danger', 5), action: 'escalate' },
    ],
    contexts: ['scam warning', 'beware of'],
    known: { texts: [], nearTexts: { within: 3, hashes: [] }, files: [], nearImages: { within: 7, hashes: [] } },
    images: [
      { label: 'Explicit', category: 'explicit', approveBelow: 40, rejectFrom: 95 },
      { label: 'Non-Explicit Nudity of Intimate parts and Kissing', category: 'explicit', approveBelow: 80 },
      { label: 'Violence', category: 'explicit', approveBelow: 60 },
      { label: 'Visually Disturbing', category: 'explicit', approveBelow: 60 },
      { label: 'Hate Symbols', category: 'harassment', approveBelow: 50 },
      { label: 'Rude Gestures', category: 'harassment', approveBelow: 80 },
      { label: 'Drugs & Tobacco', category: 'goods', approveBelow: 80 },
    ],
    spam: {
      category: 'advertising',
      signatures: [{ id: 'many-links', feature: 'links', from: 4, weight: 5 }],
      escalateFrom: 3,
      rejectFrom: 10,
    },
    links: { category: 'fraud', allowed: [], blocked: [], shorteners: ['bit.ly'], brands: [], unlisted: 'pass' },
    authors: { leastAgeDays: 1, mostRejections: 2 },
    uncoveredScripts: 'escalate',
  },
  rules: [
    {
      category: 'danger',
      severity: 5,
      forbids: 'Threats of violence against people, and encouragement to harm oneself or others.',
    },
    {
      category: 'harassment',
      severity: 4,
      forbids: 'Insults and humiliation of a person or of people for what they are.',
    },
    { category: 'fraud', severity: 3, forbids: 'Attempts to obtain money, passwords or personal data by deceit.' },
    { category: 'goods', severity: 3, forbids: 'Offers of weapons, drugs, and medicines that need a prescription.' },
    {
      category: 'explicit',
      severity: 3,
      forbids: 'Nudity, sexual acts, violence, and pictures of the dead or the hurt.',
      of: 'images',
    },
    { category: 'advertising', severity: 1, forbids: 'Advertising that has nothing to do with what is talked about.' },
  ],
  classifier: { approveTo: 0.05, rejectFrom: 0.98 },
  model: { approveFrom: 0.8, rejectFrom: 0.9 },
  peopleFrom: 5,
};
