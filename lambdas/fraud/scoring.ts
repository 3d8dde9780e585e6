import { orAborted } from '../shared/domain/or-aborted';
import type { AskEndpoint, EndpointFailure } from './asking-endpoint';
import { takesPart } from './canary-place';
import type { Degradation } from './domain/api/decisions';
import type { Scored } from './domain/decision/response';
import type { ScoredBy, ShadowScore } from './domain/decision/stored-decision';
import { margin } from './domain/model/ensemble';
import type { Challenger, Lineup } from './domain/model/lineup';
import { scoreOf } from './domain/model/scorer';
import type { LoadedModels, ReadyModel } from './loaded-models';

/** What happened beside a score, each counted by its name. */
export type ScoringEvent =
  | EndpointFailure
  /** The organisation's lineup, or the model that it names, came too late. */
  | 'LineupLate'
  /** The model that the lineup names cannot be had. */
  | 'ArtefactMissing'
  | 'ModelFailed'
  | 'ShadowFailed';

/** What is scored. */
export interface Scorable {
  readonly account: string;
  /** In the order of `featureNames`. */
  readonly features: Float32Array;
  /** Milliseconds since the decision was begun. */
  readonly elapsedMs: number;
}

export interface ScoringDeps {
  /** The model of the bundle, which the endpoint has, too. */
  readonly bundled: ReadyModel;
  readonly models: LoadedModels;
  /** Which models an organisation's payments are for; it never rejects. */
  readonly lineup: (org: string) => Promise<Lineup>;
  /** Absent where the function scores itself. */
  readonly endpoint?: AskEndpoint;
  /** Milliseconds that a decision may take in all. */
  readonly totalMs: number;
  /** A signal that aborts after so many milliseconds. */
  readonly limit: (ms: number) => AbortSignal;
  readonly note: (event: ScoringEvent, error?: unknown) => void;
}

/** Scores an organisation's payment; made when the decision begins, so that its lineup is read meanwhile. */
export type ScorePayment = (payment: Scorable) => Promise<Scored>;

/**
 * Scores by the model that decides on the account's payments: on its endpoint, where that has this model and answers in time; else in
 * process; else not at all, and rules decide. It never fails, and waits for nothing beyond the decision's time.
 */
export function createScoring({ bundled, models, lineup, endpoint, totalMs, limit, note }: ScoringDeps) {
  return function begin(org: string): ScorePayment {
    let known: Lineup | undefined;
    const reading = lineup(org).then((found) => {
      known = found;
      return found;
    });
    return async function score({ account, features, elapsedMs }) {
      const leftMs = totalMs - elapsedMs;
      const isIn = (challenger: Challenger) => takesPart(challenger, org, account);
      const atOnce = known && chosenOf(rolesOf(known, isIn), models.peek);
      const { deciding, degraded, shadow } = atOnce ?? (await inTime(loaded(reading, isIn), leftMs));
      const scored = await scoredBy(deciding, features, leftMs);
      const shadowed = shadow && shadowOf(shadow, features);
      return { ...scored, ...(shadowed && { shadow: shadowed }), degraded: [...degraded, ...scored.degraded] };
    };
  };

  /** Where the models are not there in time, the one of the bundle holds. */
  async function inTime(choosing: Promise<Chosen>, leftMs: number): Promise<Chosen> {
    try {
      return await orAborted(choosing, limit(Math.max(leftMs, 1)));
    } catch (error) {
      note('LineupLate', error);
      return { deciding: bundled, degraded: ['lineup'] };
    }
  }

  /** The models as soon as they are in memory, or cannot be had. */
  async function loaded(reading: Promise<Lineup>, isIn: (challenger: Challenger) => boolean): Promise<Chosen> {
    const roles = rolesOf(await reading, isIn);
    const deciding = await models.get(roles.decides);
    const found = chosenOf(roles, (sha256) => (sha256 === roles.decides ? deciding : models.peek(sha256)));
    if (found) return found;
    note('ArtefactMissing');
    return { deciding: bundled, degraded: ['lineup'] };
  }

  async function scoredBy({ model, rowOf }: ReadyModel, features: Float32Array, leftMs: number): Promise<Scored> {
    const row = rowOf(features);
    const by = (ran: ScoredBy['ran']): ScoredBy => ({ version: model.version, sha256: model.sha256, ran });
    const degraded: Degradation[] = [];
    if (endpoint && model.sha256 === bundled.model.sha256) {
      const answer = await endpoint(row, leftMs);
      if (typeof answer === 'number') return { score: scoreOf(model, row, answer), model: by('endpoint'), degraded };
      note(answer);
      degraded.push('endpoint');
    }
    try {
      return { score: scoreOf(model, row, margin(model.ensemble, row)), model: by('in-process'), degraded };
    } catch (error) {
      note('ModelFailed', error);
      return { degraded: [...degraded, 'model'] };
    }
  }

  /** In process, from memory: nothing is waited for, and what comes of it changes no decision. */
  function shadowOf({ model, rowOf }: ReadyModel, features: Float32Array): ShadowScore | undefined {
    try {
      const row = rowOf(features);
      const { probability } = scoreOf(model, row, margin(model.ensemble, row));
      return { version: model.version, sha256: model.sha256, score: probability };
    } catch (error) {
      note('ShadowFailed', error);
      return undefined;
    }
  }
}
export type Scoring = ReturnType<typeof createScoring>;

/** Models that are in memory, and what is degraded by that. */
interface Chosen {
  readonly deciding: ReadyModel;
  readonly shadow?: ReadyModel | undefined;
  readonly degraded: readonly Degradation[];
}

/** Which model decides on an account's payments, and which one scores besides. */
function rolesOf({ champion, challenger }: Lineup, isIn: (challenger: Challenger) => boolean) {
  if (!challenger || !isIn(challenger)) return { decides: champion.sha256 };
  const { mode, sha256 } = challenger;
  return mode === 'canary' ? { decides: sha256 } : { decides: champion.sha256, shadows: sha256 };
}

/** @returns undefined where the model that decides is not at hand */
function chosenOf(
  { decides, shadows }: { readonly decides: string; readonly shadows?: string },
  peek: (sha256: string) => ReadyModel | undefined,
): Chosen | undefined {
  const shadow = shadows === undefined ? undefined : peek(shadows);
  const deciding = peek(decides);
  return deciding && { deciding, shadow, degraded: [] };
}
