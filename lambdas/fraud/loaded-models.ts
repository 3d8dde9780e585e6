import type { ArtefactStore } from './adapters/artefact-store';
import { readModel } from './champion';
import { featureNames } from './domain/features/features-of';
import { type Model, rowsOf } from './domain/model/scorer';

/** A model that is ready to score. */
export interface ReadyModel {
  readonly model: Model;
  /** What it reads of a vector of all features. */
  readonly rowOf: (features: Float32Array) => Float32Array;
}

/** Models in memory besides the bundled one. */
const MOST_MODELS = 8;
/** Milliseconds for which a model that could not be had is not asked for again. */
const RETRY_MS = 10_000;

/** @throws EnsembleError where it asks for a feature that is not computed */
export const ready = (model: Model): ReadyModel => ({ model, rowOf: rowsOf(model, featureNames) });

export interface LoadedModelsDeps {
  readonly artefacts: ArtefactStore;
  /** Part of the bundle, and always there. */
  readonly bundled: ReadyModel;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told why a model cannot be had: once for each time that it was asked for, and not for each payment. */
  readonly onError: (sha256: string, error: unknown) => void;
}

/** What is in memory, or on its way there. */
interface Entry {
  readonly loading: Promise<ReadyModel | undefined>;
  loaded?: ReadyModel | undefined;
  retryAt: number;
}

/** Gives models by the hashes of their trees: each is read once, and kept. */
export function createLoadedModels({ artefacts, bundled, now, onError }: LoadedModelsDeps) {
  const known = new Map<string, Entry>();

  async function load(sha256: string): Promise<ReadyModel | undefined> {
    try {
      const model = readModel(await artefacts.read(sha256));
      if (model.sha256 !== sha256) throw new Error(`models/${sha256}.json has the trees of ${model.sha256}`);
      return ready(model);
    } catch (error) {
      onError(sha256, error);
      return undefined;
    }
  }

  function entryOf(sha256: string): Entry {
    const found = known.get(sha256);
    if (found && now() < found.retryAt) return found;
    const entry: Entry = { loading: load(sha256), retryAt: Number.POSITIVE_INFINITY };
    void entry.loading.then((model) => {
      entry.loaded = model;
      if (!model) entry.retryAt = now() + RETRY_MS;
    });
    known.delete(sha256);
    known.set(sha256, entry);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_MODELS) break;
      known.delete(oldest);
    }
    return entry;
  }

  const isBundled = (sha256: string) => sha256 === bundled.model.sha256;
  return {
    /** @returns undefined where a model is missing, broken, or another one than its name says */
    get: async (sha256: string): Promise<ReadyModel | undefined> =>
      isBundled(sha256) ? bundled : entryOf(sha256).loading,
    /** The same without waiting: undefined, too, while it is being read. */
    peek: (sha256: string): ReadyModel | undefined => (isBundled(sha256) ? bundled : entryOf(sha256).loaded),
  };
}
export type LoadedModels = ReturnType<typeof createLoadedModels>;
