import * as z from 'zod';

/** Properties of `Custom::RegisteredClient`: an app client whose access tokens the APIs are to accept. */
export const registrationSchema = z.object({
  ClientId: z.string().min(1).max(128),
  /** What the client is for. */
  Name: z.string().min(1),
});
export type Registration = z.infer<typeof registrationSchema>;
