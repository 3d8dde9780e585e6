/** Why a text is no JSON object, in words that say where; undefined where it is one. */
export function jsonProblem(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? undefined
      : 'It has to be a JSON object.';
  } catch (error) {
    return `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
