/**
 * Reads JSON that somebody has written into a file, perhaps with `npm run ... > FILE`.
 *
 * @throws Error that says what is wrong, and what to do where npm's own heading is in it
 */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*> /.test(text)) {
      throw new Error("This begins with npm's own heading and is no JSON: write the file anew with `npm run -s ...`.");
    }
    throw new Error(`This is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
