import { costs } from './cost';
import { decisions } from './decisions';
import { diagram } from './diagram';
import { moderation } from './moderation';
import type { Row } from './report';
import { growthCurve } from './retrieval-growth/curve';
import { retrievalGrowth } from './retrieval-growth/retrieval-growth';
import { scoring } from './scoring';
import { streaming } from './streaming/streaming';

export interface Suite {
  readonly about: string;
  readonly run: (options: { readonly progress: (text: string) => void }) => readonly Row[] | Promise<readonly Row[]>;
  /** Its rows as a picture made of letters. @default - none */
  readonly drawn?: (rows: readonly Row[]) => string;
}

/** What is measured besides cold starts, by the name that `--only` takes. */
export const suites: Readonly<Record<string, Suite>> = {
  retrieval: {
    about:
      'both legs of a search of the laptop, within a permission filter, from 1,000 to 100,000 chunks against a plain loop over as many vectors.',
    run: retrievalGrowth,
    drawn: growthCurve,
  },
  scoring: {
    about:
      'the trees of the fraud design against the barest walk through the same trees, and what explains a score against it.',
    run: scoring,
  },
  decisions: {
    about:
      'all that a decision on a payment takes but for the network, at 200 a second against its budget, and after a million payments of a customer against after a thousand.',
    run: decisions,
  },
  moderation: {
    about:
      'judging records by tier 1 against parsing the same records, of whose speed it has 0.3 at least, and judging with up to 10,000 patterns against with 10.',
    run: moderation,
  },
  streaming: {
    about:
      'what counting events of a user, session and item takes after a million of them against after a thousand, and looking up features and what leads against its budget.',
    run: streaming,
  },
  cost: {
    about: 'pricing assemblies of up to 10,000 resources, each against as many times one of a tenth of the size.',
    run: costs,
  },
  diagram: {
    about: 'drawing assemblies of 1,000 and 10,000 resources against one of a tenth of them, for each resource.',
    run: diagram,
  },
};
