import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** What is known of a file that was uploaded. */
export interface Entry {
  readonly path: string;
  readonly documentId: string;
  /** Of the content that was sent last and arrived; absent until one has. SHA-256, hexadecimal. */
  readonly sha256?: string | undefined;
}

const entrySchema = z.object({ path: z.string(), documentId: z.string(), sha256: z.string().optional() });

/**
 * Which document each file of a folder became, so that a second run sends what changed as a new version and nothing else. A line is
 * added before a document's content is sent and one after it, so that a run that breaks off is gone on with.
 */
export class Ledger {
  private constructor(
    private readonly file: string,
    private readonly entries: Map<string, Entry>,
  ) {}

  /** Reads a ledger, and makes it where there is none. What was written last of a file holds. */
  static async open(file: string): Promise<Ledger> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '';
    });
    const entries = new Map<string, Entry>();
    for (const line of text.split('\n')) {
      const entry = parse(line);
      if (entry) entries.set(entry.path, entry);
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, [...entries.values()].map(lineOf).join(''));
    await rename(`${file}.new`, file);
    return new Ledger(file, entries);
  }

  get size(): number {
    return this.entries.size;
  }

  get paths(): readonly string[] {
    return [...this.entries.keys()];
  }

  find(path: string): Entry | undefined {
    return this.entries.get(path);
  }

  async add(entry: Entry): Promise<void> {
    this.entries.set(entry.path, entry);
    await appendFile(this.file, lineOf(entry));
  }
}

const lineOf = (entry: Entry): string => `${JSON.stringify(entry)}\n`;

/** The last line of a run that broke off may not be whole. */
function parse(line: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
