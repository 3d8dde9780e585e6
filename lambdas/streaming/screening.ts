import type { Answered } from '../shared/asking';
import type { Metrics } from '../shared/metrics';
import type { Labelled } from './adapters/detect-labels';
import type { ImageObject } from './adapters/image-objects';
import type { ImageStore } from './adapters/image-store';
import {
  type ImageFacts,
  isModelAway,
  isSettled,
  type RefusalReason,
  type UnlabelledReason,
} from './domain/images/image-facts';
import { type ImageType, SIDES_LABELLED } from './domain/images/image-format';
import type { ImageRef } from './domain/images/image-ref';
import { type ImageHeader, inspectImage } from './domain/images/inspect-image';
import { toHex } from './domain/moderation/known/bits';
import { type Pixels, perceptualHash } from './domain/moderation/known/perceptual-hash';

/** Milliseconds in which the model has to answer. */
const LABEL_MS = 10_000;

export interface ScreeningDeps {
  readonly store: Pick<ImageStore, 'find' | 'put'>;
  readonly read: (ref: ImageRef) => Promise<ImageObject | undefined>;
  /** As 64 lower-case hexadecimal digits. */
  readonly sha256: (bytes: Uint8Array) => string;
  /** As it is shown, which may be turned against how it is stored. */
  readonly decode: (bytes: Uint8Array, type: ImageType, header: ImageHeader) => Pixels;
  /** What an image shows; never rejects. */
  readonly label: (ref: ImageRef, leftMs: number) => Promise<Answered<Labelled>>;
  /** Takes one call of the model out of its budget; false when that is spent. */
  readonly takeCall: (at: number) => Promise<boolean>;
  /** Has what waits for an image judged again. */
  readonly wake: (ref: ImageRef) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly metrics: Pick<Metrics, 'add'>;
  /** Told why an image is not decoded, or not taken by the model. */
  readonly onRefusal: (reason: string) => void;
}

/** Something that may pass: the image is looked at again. */
export class NotLabelledError extends Error {
  override readonly name = 'NotLabelledError';
}

/**
 * Looks at an image that was uploaded: whether it is what it is named and declared as, how it looks, and what it shows. Whoever does so again finds
 * the same, or what was found; what waits for the image is told after what was found is there, as often as need be.
 */
export function createScreening(deps: ScreeningDeps) {
  const { store, read, wake, now } = deps;

  async function write(ref: ImageRef, facts: ImageFacts): Promise<void> {
    await store.put(ref, facts);
    for (const [name, value] of Object.entries(countsOf(facts))) deps.metrics.add(name, 'Count', value);
  }

  return {
    /**
     * @param isLast whether a model that does not answer is no longer waited for: people then look at the image
     * @throws NotLabelledError where it did not; with `isLast` too, once that is written
     */
    async screen(ref: ImageRef, isLast: boolean): Promise<void> {
      const known = await store.find(ref);
      let missed = false;
      if (!known || !isSettled(known)) {
        const object = await read(ref);
        if (!object) return;
        const facts = await looked(deps, ref, object);
        missed = facts.unlabelled === 'no-answer';
        if (missed && !isLast) throw new NotLabelledError('The model did not answer; the image is looked at again');
        await write(ref, facts);
      }
      await wake(ref);
      if (missed) throw new NotLabelledError('The model did not answer; people look at the image');
    },

    /** Ends the wait for an image whose screening ended with the process, again and again. */
    async giveUp(ref: ImageRef): Promise<void> {
      const known = await store.find(ref);
      if (known?.status === 'waiting')
        await write(ref, { ...known, status: 'refused', refused: 'given-up', at: now() });
      await wake(ref);
    },
  };
}
export type Screening = ReturnType<typeof createScreening>;

/** `ImagesUnlabelled` is 0 or 1 for each that is an image: its mean is the share that the model should have labelled, and did not. */
function countsOf(facts: ImageFacts): Readonly<Record<string, number>> {
  if (facts.refused) return { ImagesRefused: 1 };
  if (isModelAway(facts)) return { ImagesUnlabelled: 1 };
  return { ImagesUnlabelled: 0, [facts.labels ? 'ImagesScreened' : 'ImagesNotAccepted']: 1 };
}

async function looked(
  deps: ScreeningDeps,
  ref: ImageRef,
  { bytes, size, contentType }: ImageObject,
): Promise<ImageFacts> {
  const common = { contentType, bytes: size, at: deps.now() };
  const refuse = (refused: RefusalReason): ImageFacts => ({ ...common, status: 'refused', refused });
  if (!bytes) return refuse('too-large');
  if (deps.sha256(bytes) !== ref.sha256) return refuse('other-bytes');
  const header = inspectImage(bytes, contentType);
  if ('refused' in header) return refuse(header.refused);
  const type = contentType as ImageType;
  const pixels = decoded(deps, bytes, type, header);
  if (!pixels) return refuse('not-decoded');
  const { width, height } = pixels;
  const look = { width, height, perceptualHash: toHex(perceptualHash(pixels)) };
  return { ...common, status: 'screened', ...look, ...(await shown(deps, ref, header)) };
}

function decoded({ decode, onRefusal }: ScreeningDeps, bytes: Uint8Array, type: ImageType, header: ImageHeader) {
  try {
    return decode(bytes, type, header);
  } catch (error) {
    onRefusal(`not decoded: ${(error as Error).message}`);
    return undefined;
  }
}

/** What it shows, within the model's limits and budget; else why that is not known. */
async function shown(
  { label, takeCall, now, onRefusal }: ScreeningDeps,
  ref: ImageRef,
  { width, height }: ImageHeader,
): Promise<Pick<ImageFacts, 'labels' | 'model' | 'unlabelled'>> {
  const not = (unlabelled: UnlabelledReason) => ({ unlabelled });
  if (Math.min(width, height) < SIDES_LABELLED.least) return not('too-small');
  if (Math.max(width, height) > SIDES_LABELLED.most) return not('too-wide');
  if (!(await takeCall(now()))) return not('budget-spent');
  const answer = await label(ref, LABEL_MS);
  if (!('value' in answer)) return not('no-answer');
  if (!('notAccepted' in answer.value)) return { labels: [...answer.value.labels], model: answer.value.model };
  onRefusal(`not accepted: ${answer.value.notAccepted}`);
  return not('not-accepted');
}
