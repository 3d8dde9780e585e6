import type { RuleSet } from './rule';

/** What holds until an organisation has rules of its own. */
export const defaultRules: RuleSet = {
  version: 0,
  rules: [
    {
      id: 'blocked',
      reason: 'Somebody or something of this payment is on a block list',
      when: 'lists.card == "block" || lists.account == "block" || lists.device == "block" || lists.ip == "block" || lists.merchant == "block"',
      outcome: 'decline',
      mode: 'live',
    },
    {
      id: 'allowed',
      reason: 'The account or the card is on an allow list',
      when: 'lists.card == "allow" || lists.account == "allow"',
      outcome: 'approve',
      mode: 'live',
    },
    {
      id: 'card-velocity',
      reason: 'More payments with one card in ten minutes than a person makes',
      when: 'features.card_count_10m >= 10',
      outcome: 'decline',
      mode: 'live',
    },
    {
      id: 'device-cards',
      reason: 'One device pays with many cards',
      when: 'features.device_distinct_1d >= 6',
      outcome: 'review',
      mode: 'live',
    },
    {
      id: 'impossible-travel',
      reason: 'Farther from the last place than anybody travels in the time between',
      when: 'features.card_speed > 1200',
      outcome: 'review',
      mode: 'shadow',
    },
  ],
};
