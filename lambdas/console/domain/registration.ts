import * as z from 'zod/mini';

/** Properties of `Custom::RegisteredClient`: an app client whose access tokens the APIs are to accept. */
export const registrationSchema = z.object({
  ClientId: z.string().check(z.minLength(1), z.maxLength(128)),
  /** What the client is for. */
  Name: z.string().check(z.minLength(1)),
});
export type Registration = z.infer<typeof registrationSchema>;
