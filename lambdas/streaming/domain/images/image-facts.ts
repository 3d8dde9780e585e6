import * as z from 'zod/mini';

/** Why an image is not taken. */
const refusals = {
  'other-bytes': 'It is not what its SHA-256 says: upload the bytes that it was made of.',
  'not-what-it-says': 'It is no image of the type that it was uploaded as.',
  'too-large': 'It has more bytes than an image may have.',
  'too-many-pixels': 'It has more pixels than an image may have.',
  'too-many-scans': 'It is stored in more scans than an image may have.',
  'not-decoded': 'It cannot be decoded: it is broken, or ends too early.',
  'given-up': 'It could not be looked at, although it was tried several times.',
} as const;
export type RefusalReason = keyof typeof refusals;

/** Why nobody has said what an image shows: a person looks at it then. */
const unlabelled = {
  'too-small': 'It is too small for the model.',
  'too-wide': 'It is too wide or too high for the model.',
  'budget-spent': "The model's budget is spent.",
  'not-accepted': 'The model does not take it.',
  'no-answer': 'The model did not answer.',
} as const;
export type UnlabelledReason = keyof typeof unlabelled;

const keys = <Key extends string>(record: Readonly<Record<Key, string>>) => Object.keys(record) as [Key, ...Key[]];

export const imageLabelSchema = z.object({
  /** By Rekognition's taxonomy; that of a label above it is in the list too. */
  name: z.string(),
  /** 0 to 100. */
  confidence: z.number(),
});
export type ImageLabel = Readonly<z.infer<typeof imageLabelSchema>>;

/** `waiting`: for its upload, or for its turn. `screened`: it is an image, and was looked at. `refused`: it is none, or none that is taken. */
export const imageStatusSchema = z.enum(['waiting', 'screened', 'refused']);

/** What is known of an image, and all that moderation knows of it. */
export const imageFactsSchema = z.object({
  status: imageStatusSchema,
  /** As it was declared: of one that was screened, what it is. */
  contentType: z.string(),
  bytes: z.int(),
  /** Milliseconds since the epoch: when this was found. */
  at: z.int(),
  refused: z.optional(z.enum(keys(refusals))),
  /** Pixels, as it is shown. */
  width: z.optional(z.int()),
  height: z.optional(z.int()),
  /** 16 hexadecimal digits, of one that was screened. */
  perceptualHash: z.optional(z.string()),
  /** Of one that a model has looked at; none where it shows nothing that moderation is about. */
  labels: z.optional(z.array(imageLabelSchema)),
  /** Version of that model. */
  model: z.optional(z.string()),
  unlabelled: z.optional(z.enum(keys(unlabelled))),
});
export type ImageFacts = Readonly<z.infer<typeof imageFactsSchema>>;

/** What another upload of it, as another type or of the right bytes, or another try may change. */
const passing: ReadonlySet<RefusalReason> = new Set(['other-bytes', 'not-what-it-says', 'given-up']);

/** Whether another look would find nothing else. */
export const isSettled = ({ labels, refused }: ImageFacts): boolean =>
  labels !== undefined || (refused !== undefined && !passing.has(refused));

/** Whether no model has looked at it for a reason that lies with the model: another image would not have been labelled either. */
export const isModelAway = ({ unlabelled: why }: ImageFacts): boolean => why === 'budget-spent' || why === 'no-answer';

/** Why it was refused, or no model has looked at it, in plain words. */
export function reasonOf({ refused, unlabelled: why }: ImageFacts): string | undefined {
  if (refused) return refusals[refused];
  return why && `${unlabelled[why]} A person looks at it.`;
}
