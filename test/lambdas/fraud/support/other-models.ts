import { createHash } from 'node:crypto';
import { encodeEnsemble } from '../../../../lambdas/fraud/domain/model/artefact';
import type { Ensemble } from '../../../../lambdas/fraud/domain/model/ensemble';
import { smallModel } from './model';

/** An artefact as training writes it. */
export function artefactOf(version: string, ensemble: Ensemble) {
  const bytes = encodeEnsemble(ensemble);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { calibration } = smallModel;
  return { version, sha256, trees: Buffer.from(bytes).toString('base64'), calibration };
}

/** Finds each payment so suspicious that it is declined. */
export const suspicious = artefactOf('suspicious', { ...smallModel.ensemble, baseMargin: 4 });
/** Finds each payment less suspicious than the small model does. */
export const trusting = artefactOf('trusting', { ...smallModel.ensemble, baseMargin: -8 });
/** Asks for a feature that is not computed. */
export const strange = artefactOf('strange', { ...smallModel.ensemble, featureNames: ['amount_ratio', 'moon_phase'] });
