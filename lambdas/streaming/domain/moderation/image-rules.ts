import * as z from 'zod/mini';
import { LEAST_CONFIDENCE } from '../images/image-format';
import { isLabel } from '../images/label-taxonomy';
import { idSchema } from './match/pattern';

const confidence = z.number().check(z.gte(LEAST_CONFIDENCE), z.lte(100));

/** What follows from what an image shows. */
const imageRule = z
  .strictObject({
    label: z
      .string()
      .check(
        z.refine(isLabel, "must be a label of Rekognition's taxonomy, version 7, such as Explicit or Hate Symbols"),
      ),
    category: idSchema,
    /** Confidence (%) below which the label says nothing. Between the two a person looks at it. */
    approveBelow: confidence,
    /** Confidence from which it is rejected; without it no image is, for this label. */
    rejectFrom: z.optional(confidence),
  })
  .check(
    z.refine(({ approveBelow, rejectFrom = 101 }) => approveBelow < rejectFrom, {
      path: ['rejectFrom'],
      error: 'must be above approveBelow',
    }),
  );

/** Labels without a rule say nothing. Without any rule, people look at every image that no list knows. */
export const imageRules = z.array(imageRule).check(
  z.maxLength(200),
  z.refine((rules) => new Set(rules.map(({ label }) => label)).size === rules.length, 'must have labels that differ'),
);
