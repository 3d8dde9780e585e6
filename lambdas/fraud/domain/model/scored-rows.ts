import { type Ensemble, EnsembleError, margin } from './ensemble';

/** Rows that a model was not trained on, with the margins that the library gave them. */
export interface ScoredRows {
  readonly featureNames: readonly string[];
  /** 1 is fraud. */
  readonly labels: Uint8Array;
  readonly margins: Float64Array;
  /** One a feature; NaN where a value is missing. */
  readonly columns: readonly Float32Array[];
}

/**
 * Reads what `models/fraud/xgboost/train.py` writes: a heading `label,margin,<features>`, an empty cell for a missing value.
 *
 * @throws EnsembleError for another heading, a row of another length, or a cell that is no number
 */
export function parseScoredRows(csv: string): ScoredRows {
  const [heading = '', ...lines] = csv.split('\n').filter((line) => line !== '');
  const [label, margins, ...featureNames] = heading.split(',');
  if (label !== 'label' || margins !== 'margin' || lines.length === 0) {
    throw new EnsembleError('scored.csv: expected rows below a heading that begins with label,margin');
  }
  const rows: ScoredRows = {
    featureNames,
    labels: new Uint8Array(lines.length),
    margins: new Float64Array(lines.length),
    columns: featureNames.map(() => new Float32Array(lines.length)),
  };
  for (const [row, line] of lines.entries()) {
    const cells = line.split(',').map((cell) => (cell === '' ? Number.NaN : Number(cell)));
    const isWrong = cells.length !== featureNames.length + 2 || (Number.isNaN(cells[1]) && cells.length > 1);
    if (isWrong || (cells[0] !== 0 && cells[0] !== 1))
      throw new EnsembleError(`scored.csv: row ${row + 1} is not valid`);
    rows.labels[row] = cells[0];
    rows.margins[row] = cells[1] as number;
    for (const [at, column] of rows.columns.entries()) column[row] = cells[at + 2] as number;
  }
  return rows;
}

/** How far a margin may be from the library's: ours are its own to the last bit, written with nine digits. */
const TOLERANCE = 1e-5;

/**
 * Scores the rows again.
 *
 * @returns our margins
 * @throws EnsembleError where they are not the library's, or the features are others
 */
export function checkMargins(ensemble: Ensemble, rows: ScoredRows): Float64Array {
  if (ensemble.featureNames.join() !== rows.featureNames.join()) {
    throw new EnsembleError(
      `scored.csv has the features ${rows.featureNames.join()}, the model ${ensemble.featureNames.join()}`,
    );
  }
  const values = new Float32Array(rows.columns.length);
  return rows.margins.map((expected, row) => {
    for (const [at, column] of rows.columns.entries()) values[at] = column[row] as number;
    const actual = margin(ensemble, values);
    if (Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))) return actual;
    throw new EnsembleError(
      `row ${row + 1} scores ${actual} here and ${expected} by the library: the model is not what was trained`,
    );
  });
}
