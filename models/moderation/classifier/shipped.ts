import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Classifier, readClassifier } from './classifier';

/** Where training writes it. */
export const classifierFile = join(__dirname, 'classifier.json');

/** The classifier that is checked in. @throws Error when it is not what its hash says */
export const shippedClassifier = (): Classifier => readClassifier(JSON.parse(readFileSync(classifierFile, 'utf8')));
