/**
 * What the platform's table holds, at partition key `CLIENT#<app client id>`, for an app client whose access tokens the APIs
 * accept: one that is made after them, so that their environment cannot name it.
 */
export interface AppClientItem {
  readonly pk: string;
  /** What the client is for, such as `console`. */
  readonly name: string;
  /** ISO 8601 time. */
  readonly registeredAt: string;
}

export const appClientPk = (clientId: string): string => `CLIENT#${clientId}`;
