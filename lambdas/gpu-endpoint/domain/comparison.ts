/** SHA-256 in hexadecimal of files, by path. */
export type Digests = Readonly<Record<string, string>>;

/** What is wrong with the files found, one line for each; nothing when they are exactly those expected. */
export function differences(expected: Digests, found: Digests): string[] {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return paths.flatMap((path) => {
    if (expected[path] === found[path]) return [];
    if (found[path] === undefined) return [`${path} is missing`];
    if (expected[path] === undefined) return [`${path} is not listed`];
    return [`${path} has digest ${found[path]}, expected ${expected[path]}`];
  });
}
