import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { type AuditEvent, auditEventSchema } from '../../lambdas/shared/domain/audit-event';

/** A line that is no event, and where it stands. */
export class BrokenLine extends Error {}

/** Files below a path, in the order of their names: the audit bucket has them by date and hour. */
export async function filesBelow(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => {
    throw new Error(`${path} cannot be read: it should be a file of audit records, or a folder of such files`);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).toSorted();
  return (await Promise.all(names.map((name) => filesBelow(join(path, name))))).flat();
}

/**
 * Events of the design in files of audit records, one JSON text a line, compressed or not. A line at a time is held in memory.
 *
 * @throws BrokenLine for a line that is no event
 */
export async function* fraudEvents(files: readonly string[]): AsyncGenerator<AuditEvent> {
  for (const file of files) {
    let number = 0;
    for await (const line of linesOf(file, await isCompressed(file))) {
      number += 1;
      // Other designs write to the same stream; most lines of a busy bucket are of no interest here.
      if (!line.includes('"fraud"')) continue;
      const event = eventOf(line, `${file}, line ${number}`);
      if (event.design === 'fraud') yield event;
    }
  }
}

function linesOf(file: string, compressed: boolean): AsyncIterable<string> {
  const bytes = createReadStream(file);
  const input = compressed ? bytes.pipe(createGunzip()) : bytes;
  bytes.on('error', (error) => input.destroy(error));
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

/** By its first two bytes, whatever it is called. */
async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await handle.close();
  }
}

function eventOf(line: string, where: string): AuditEvent {
  try {
    return auditEventSchema.parse(JSON.parse(line));
  } catch {
    throw new BrokenLine(`${where} is no audit event: one JSON text a line is expected, as the audit bucket has them`);
  }
}
