import type * as z from 'zod/mini';
import { platformEnv } from '../shared/env';

/** Registers the console's app client in the platform's table. */
export const registerClientEnv = platformEnv;
export type RegisterClientEnv = z.input<typeof registerClientEnv>;
