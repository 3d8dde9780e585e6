import { z } from 'zod';

/** Where a version of features is counted, by a reader of its own. The two take turns, so that ids stay while versions come and go. */
export const places = ['blue', 'green'] as const;
export type Place = (typeof places)[number];

const counted = z
  .strictObject({
    /** Each has states of its own in the table of features. A number that was used is not used again while its states are kept. */
    version: z.number().int().min(1).max(1_000_000),
    /** Where in the stream its reader begins, as a time; from what the stream still has where there is none. */
    from: z.iso.datetime({ offset: true, error: 'a time with its zone such as 2026-11-28T19:00:00Z' }).optional(),
  })
  .nullable();

/** Which versions of features are counted, beside each other, and which of them is told. */
export const featureVersions = z
  .strictObject({ blue: counted, green: counted, told: z.enum(places) })
  .refine((features) => features[features.told] !== null, {
    path: ['told'],
    message: 'a place that has a version',
  })
  .refine(({ blue, green }) => blue === null || green === null || blue.version !== green.version, {
    path: ['green', 'version'],
    message: 'another version than that of blue: each has states of its own',
  });
export type FeatureVersions = z.output<typeof featureVersions>;

/** The version that is told. */
export const toldVersion = (features: FeatureVersions): number => features[features.told]?.version ?? 1;
