/** Characters that the name of a conversation may have. */
export const MAX_TITLE = 80;

/** Name of a conversation that its owner has not named: how its first message begins. */
export function titleOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  const characters = [...line];
  return characters.length <= MAX_TITLE ? line : `${characters.slice(0, MAX_TITLE - 1).join('')}…`;
}
