import type { Origin } from './model-card';

const learnedFrom = (origin: Origin): string =>
  origin.kind === 'simulated'
    ? 'It was trained on simulated payments. They show that features, training and scoring work, and not how good a model is on payments of yours: train on those before it decides anything that matters. The simulation has three kinds of fraud, and the features were chosen with them in mind: other kinds are not known to be found.'
    : 'It was trained and tested on one file of payments. How good it is on those of others, or of other times, is not known.';

/** What a model may be used for, and what not: the part of its card that no figure says. In Markdown. */
export const usesOf = (origin: Origin): string => `## Intended use

To tell, while a payer waits, how probable it is that a payment is fraud, so that rules and costs can make a decision of it: approve, have a person look, or decline. What it says is a reason to look and never proof.

Not for judging people (credit, insurance, employment), for payments of other kinds than with cards at merchants, for decisions that nobody can appeal, nor without labels that tell later whether it was right.

## Limits

- ${learnedFrom(origin)}
- Devices, addresses and countries are not in its data: features of these are computed, and not read by this model.
- It is of one week. From another one figures differ by about .01, and small groups below have wide intervals.
- Groups are told apart by what payments and histories have. Nothing about people (age, origin, sex) is in the data, so that nothing can be said about fairness between them.
- An account that is new has no usual amount, and a merchant without labels no known frauds: there the model knows little, which the groups below show.`;
