const AUTHOR = 'author';
const WORDS = 'words';

export const authorTrait = (author: string): string => `${AUTHOR} ${author}`;
export const isAuthorTrait = (key: string): boolean => key.startsWith(`${AUTHOR} `);

/** @param check of all words, as `fingerprint.ts` tells it */
export const wordsTrait = (check: number, count: number): string => `${WORDS} ${check} ${count}`;
export const isWordsTrait = (key: string): boolean => key.startsWith(`${WORDS} `);

/** @param digits a quarter of a SimHash */
export const bandTrait = (band: number, digits: string): string => `band ${band} ${digits}`;
