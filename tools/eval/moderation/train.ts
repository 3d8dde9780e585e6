import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { Command } from 'commander';
import { classifierFile } from '../../../models/moderation/classifier/shipped';
import { trainClassifier } from '../../../models/moderation/trainer/train-classifier';
import { createVectorsOf } from '../../classifier/reading';
import { createLocalEmbeddings } from '../../local/engines/embeddings/model-thread';
import { note, runCommand, wholeNumber } from '../../operator/command-line';
import { jsonText } from '../../operator/json-text';

const SEED = 20_261_101;

interface Options {
  readonly out: string;
  readonly count: number;
}

async function run({ out, count }: Options): Promise<void> {
  const embeddings = createLocalEmbeddings();
  try {
    note(`making vectors with ${embeddings.name}: a minute or two`);
    const vectorsOf = createVectorsOf(embeddings);
    const artefact = await trainClassifier({ vectorsOf, encoder: embeddings.name, seed: SEED, count });
    await writeFile(out, jsonText(artefact));
    process.stdout.write(`${relative(process.cwd(), out)}: version ${artefact.version}, SHA-256 ${artefact.sha256}\n`);
  } finally {
    await embeddings.stop();
  }
}

const program = new Command('train:moderation')
  .description(
    'Trains the classifier of tier 2 on texts of the templates in models/moderation/data, and writes it with its SHA-256.',
  )
  .option('--out <file>', 'where to write it', classifierFile)
  .option('--count <n>', 'texts of each category', wholeNumber(10_000), 240)
  .action(run);

if (require.main === module) void runCommand(program, process.argv);
