import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { note, runCommand } from '../operator/command-line';
import { PriceError } from './price';
import { PriceBook } from './price-book';
import { refresh } from './refresh/refresh';
import { parseTable } from './table';

interface Options {
  readonly from: string;
  readonly write?: boolean;
}

async function prices(region: string, { from, write }: Options): Promise<void> {
  const file = join(__dirname, 'tables', `${region}.json`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new PriceError(`${region} has no table: begin with a copy of another one in tools/prices/tables`);
  });
  const book = new PriceBook();
  const { table, changed, confirmed, left } = await refresh(parseTable(JSON.parse(text), file), from, (id) =>
    book.price(id, region),
  );
  const told = (tiers?: readonly { readonly usd: number }[]) => tiers?.map(({ usd }) => usd).join(', ') ?? 'a stand-in';
  for (const { id, before, after } of changed) process.stdout.write(`${id}: ${told(before)} -> ${told(after)}\n`);
  for (const { id, reason } of left) note(`${id}: left as it is, ${reason}`);
  process.stdout.write(`${changed.length} changed, ${confirmed.length} confirmed, ${left.length} left as they are\n`);
  if (write) await writeFile(file, `${JSON.stringify(table, null, 2)}\n`);
  else if (changed.length + confirmed.length > 0) note('nothing was written: --write does');
}

const program = new Command('prices')
  .description("Compares a region's price table with AWS's public price list, which takes no account.")
  .argument('<region>', 'region with a table in tools/prices/tables')
  .option('--write', 'write what changed and what was confirmed into the table')
  .option('--from <url>', 'where the price list is', 'https://pricing.us-east-1.amazonaws.com')
  .action(prices);

void runCommand(program, process.argv);
