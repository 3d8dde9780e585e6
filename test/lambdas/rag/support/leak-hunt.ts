import type { Principal } from '../../../../lambdas/shared/domain/principal';
import type { Dice } from './dice';
import { type HeadAt, leaksIn } from './leak-watch';
import { anyFilters, anyPrefix, anyPrincipal, anyQuery, marksIn } from './marked-corpus';
import { MarkedLibrary } from './marked-library';
import type { ServedIndex } from './served-index';
import { type Moment, type ServedRag, servedRag } from './served-rag';

export const PATHS = ['search', 'answers', 'answers as a stream', 'suggestions', 'tool'] as const;
export type Path = (typeof PATHS)[number];

export interface HuntOptions {
  readonly index: ServedIndex;
  readonly dice: Dice;
  readonly documents: number;
  readonly filters: boolean;
  readonly authority: boolean;
  /** False lets the index have every change before anybody asks. */
  readonly lag: boolean;
  /** Part of the pairs before which a document changes. */
  readonly changes: number;
  readonly paths: readonly Path[];
}

/** What was shown: it says something only if it was much. */
export class Shown {
  readonly pairs: Partial<Record<Path, number>> = {};
  /** Documents in a response, by path. */
  readonly documents: Partial<Record<Path, number>> = {};
  cached = 0;
  citations = 0;
  links = 0;
  changes = 0;
  /** Changes between two stages of a request. */
  within = 0;
  /** Pairs whose asker had been given something that the index did not have yet. */
  late = 0;

  add(path: Path, body: string): void {
    this.pairs[path] = (this.pairs[path] ?? 0) + 1;
    this.documents[path] = (this.documents[path] ?? 0) + marksIn(body).marks.length;
    this.citations += count(body, '"quote":');
    this.links += count(body, '"link":');
    if (body.includes('"cached":true')) this.cached += 1;
  }
}

/** Tasks that wait at most, about: the more there are, the more are done. */
const MOST_BEHIND = 80;

const count = (text: string, part: string): number => text.split(part).length - 1;

/** People who ask while documents change, and what comes to light of what they must not see. */
export class Hunt {
  readonly shown = new Shown();
  readonly leaks: string[] = [];
  readonly rag: ServedRag;
  private asked = 0;

  private constructor(
    private readonly options: HuntOptions,
    readonly library: MarkedLibrary,
  ) {
    this.rag = servedRag({ ...options, library });
  }

  static async begin(options: HuntOptions): Promise<Hunt> {
    const library = new MarkedLibrary(options.index, options.dice, options.documents);
    for (const at of library.documents.keys()) await library.write(at);
    await library.catchUp();
    return new Hunt(options, library);
  }

  /** Asks once, after some changes or none. */
  async pair(): Promise<void> {
    const { dice, lag, paths, index } = this.options;
    await this.turnOfEvents();
    const path = dice.pick(paths);
    const who = anyPrincipal(dice);
    if (this.library.documents.some((each) => this.library.isLate(who, each))) this.shown.late += 1;
    const before =
      lag && dice.chance(0.05) ? this.changeWithin(dice.pick(['cache', 'index', 'model']), who) : undefined;
    const body = await this.ask(path, who);
    this.asked += 1;
    index.pass(200);
    this.shown.add(path, body);
    const now: HeadAt = (at) => this.library.headOf(at);
    // What a model reads it read before it wrote, and what it read is audited; the response is checked until its end.
    const moments = before ? [now, before] : [now];
    this.checkWhole(path);
    for (const leak of [...leaksIn(body, who, [now]), ...leaksIn(this.rag.left(), who, moments)])
      this.leaks.push(`pair ${this.asked} of seed ${dice.seed}: ${path} gave ${JSON.stringify(who)} ${leak}`);
  }

  /** A stage that fails is left out, and would hide what it leaks. */
  private checkWhole(path: Path): void {
    const { degraded, lines } = this.rag.api;
    const faults = lines.filter((line) => /"level":"(?:WARN|ERROR)"/.test(line));
    if (degraded.length + faults.length > 0) throw new Error(`${path} went on without a stage: ${faults.join()}`);
  }

  private async turnOfEvents(): Promise<void> {
    const { dice, lag, changes } = this.options;
    const { library, shown } = this;
    if (dice.chance(changes)) {
      shown.changes += 1;
      await library.change();
    }
    if (!lag) await library.catchUp();
    else if (dice.chance(library.behind / MOST_BEHIND)) await library.work(true);
  }

  /** @returns what held before the change, where a model may have read by that */
  private changeWithin(moment: Moment, { org }: Principal): HeadAt | undefined {
    const heads = this.library.documents.map((_, at) => this.library.headOf(at));
    this.rag.changeAt(moment, async () => {
      this.shown.within += 1;
      for (let changes = 0; changes < 4; changes += 1) await this.library.change(org);
    });
    return moment === 'model' ? (at) => heads[at] : undefined;
  }

  /** @returns the body of the response, as it went out */
  private async ask(path: Path, who: Principal): Promise<string> {
    const { dice, documents } = this.options;
    const { api } = this.rag;
    const query = anyQuery(dice, documents);
    const filters = anyFilters(dice, documents);
    if (path === 'tool') {
      const answer = await api.tool({ caller: who, input: { query, size: dice.pick([1, 5, 10]) } });
      if ('error' in answer) throw new Error(answer.error);
      return JSON.stringify(answer);
    }
    const response = await this.request(path, who, query, filters);
    if (response.statusCode !== 200) throw new Error(`${path}: ${response.body}`);
    return response.body;
  }

  private request(path: Path, who: Principal, query: string, filters: object) {
    const { dice, documents } = this.options;
    const { api } = this.rag;
    if (path === 'suggestions') return api.suggest(anyPrefix(dice, documents), who);
    const stream = path === 'answers as a stream';
    if (path !== 'search') return api.answer({ question: query, size: dice.pick([3, 5]), stream, ...filters }, who);
    const kind = { mode: dice.pick(['hybrid', 'keyword', 'vector']), fusion: dice.pick(['rrf', 'min-max', 'z-score']) };
    const stages = { rerank: dice.chance(0.5), expand: dice.chance(0.2), size: dice.pick([5, 10, 50]) };
    return api.search({ query, ...kind, ...stages, ...filters }, who);
  }
}
