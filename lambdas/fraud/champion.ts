import shipped from '../../models/fraud/champion/champion.json';
import { sha256 } from '../shared/hash';
import { type Reference, referenceSchema } from './domain/drift/reference';
import { modelOf } from './domain/model/read-model';
import type { Model } from './domain/model/scorer';

/** As `modelOf`. */
export const readModel = (artefact: unknown): Model => modelOf(artefact, sha256);

/** Of the model that was approved; its trees are not read for it. */
export const championVersion: string = shipped.version;

/** How features and scores were spread when the champion was rated. */
export const championReference = (): Reference => referenceSchema.parse(shipped.reference);

/** The model that was approved, which is part of the bundle. */
export const champion = (artefact: unknown = shipped): Model => readModel(artefact);
