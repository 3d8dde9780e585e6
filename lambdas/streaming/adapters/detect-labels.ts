import { DetectModerationLabelsCommand, type RekognitionClient } from '@aws-sdk/client-rekognition';
import * as z from 'zod/mini';
import type { ImageLabel } from '../domain/images/image-facts';
import { LEAST_CONFIDENCE } from '../domain/images/image-format';
import { type ImageRef, objectKey } from '../domain/images/image-ref';

/** What an image shows; else that the model does not take it, which it would not at another try either. */
export type Labelled =
  | { readonly labels: readonly ImageLabel[]; readonly model: string }
  | { readonly notAccepted: string };

const answer = z.object({
  ModerationLabels: z.array(z.object({ Name: z.string(), Confidence: z.number() })),
  // Labels of another version may have other names, and no rule would know them.
  ModerationModelVersion: z.string().check(z.regex(/^7\./)),
});

/** Errors of Rekognition that are about the image. */
const ofTheImage: ReadonlySet<string> = new Set(['ImageTooLargeException', 'InvalidImageFormatException']);

/**
 * Asks Rekognition what an image shows, which reads it from the bucket with this role's permission.
 *
 * @returns undefined for what is no answer of the version that rules are written for
 */
export const createDetectLabels =
  (client: RekognitionClient, Bucket: string) =>
  async (ref: ImageRef, abortSignal: AbortSignal): Promise<Labelled | undefined> => {
    const command = new DetectModerationLabelsCommand({
      Image: { S3Object: { Bucket, Name: objectKey(ref) } },
      MinConfidence: LEAST_CONFIDENCE,
    });
    try {
      const parsed = answer.safeParse(await client.send(command, { abortSignal }));
      if (!parsed.success) return undefined;
      const { ModerationLabels, ModerationModelVersion: model } = parsed.data;
      return {
        labels: ModerationLabels.map(({ Name, Confidence }) => ({ name: Name, confidence: Confidence })),
        model,
      };
    } catch (error) {
      if (error instanceof Error && ofTheImage.has(error.name))
        return { notAccepted: `${error.name}: ${error.message}` };
      throw error;
    }
  };
