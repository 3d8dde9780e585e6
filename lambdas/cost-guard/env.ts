import type * as z from 'zod/mini';
import { platformEnv } from '../shared/env';

/** Sets the cost brake when the stage's budget passes its hard limit. */
export const applyBrakeEnv = platformEnv;
export type ApplyBrakeEnv = z.input<typeof applyBrakeEnv>;
