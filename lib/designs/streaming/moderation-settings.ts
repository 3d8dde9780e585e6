import { z } from 'zod';
import { textModelNames } from '../../constructs/inference/inference-profiles';

const whole = (least: number, most: number) => z.number().int().min(least).max(most);

const minutes = whole(1, 525_600);

/** What a stage may set for moderation. */
export const moderationSettings = z.strictObject({
  /** Tier 2: name of a SageMaker endpoint of yours in the stage's primary region; without one, tier 3 is asked instead. */
  classifierEndpoint: z
    .string()
    .regex(/^[a-z0-9](-*[a-z0-9]){0,62}$/, 'must be in small letters, digits and dashes')
    .optional(),
  /** Tier 3: the model that judges what is ambiguous. */
  judgeModel: z.enum(textModelNames),
  /** Calls of tier 3: of a calendar month, and how many may be made ahead of the month's even pace. Past them, people judge. */
  modelCalls: z.strictObject({ perMonth: whole(0, 10_000_000_000), burst: whole(0, 100_000_000) }),
  /** Images, which Rekognition looks at: how many at a time; calls of a calendar month, and how many may be made ahead of its even pace. */
  images: z.strictObject({
    concurrency: whole(2, 1_000),
    calls: z.strictObject({ perMonth: whole(0, 10_000_000_000), burst: whole(0, 100_000_000) }),
  }),
  /** Minutes in which a person should have looked at what waits, by severity from 1 to 5. */
  reviewMinutes: z.tuple([minutes, minutes, minutes, minutes, minutes]),
  /** Items an invocation. */
  batchSize: whole(1, 1_000),
  /** Days after its latest decision for which a case is kept: longer than the stream keeps its event, which is judged again after that. */
  caseDays: whole(1, 3650),
});
