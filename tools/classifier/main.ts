import { once } from 'node:events';
import { Command } from 'commander';
import { shippedClassifier } from '../../models/moderation/classifier/shipped';
import { createLocalEmbeddings } from '../local/engines/embeddings/model-thread';
import { note, runCommand, wholeNumber } from '../operator/command-line';
import { interruption } from '../operator/interruption';
import { createReading } from './reading';
import { classifierServer } from './server';

async function run({ port }: { readonly port: number }): Promise<void> {
  const signal = interruption();
  const embeddings = createLocalEmbeddings();
  const scoresOf = createReading(shippedClassifier(), embeddings);
  // The encoder is read before the first question comes.
  await scoresOf('ready');
  const server = classifierServer(scoresOf).listen(port);
  try {
    await once(server, 'listening');
    note(`Classifies texts at http://localhost:${port}/invocations`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    server.close();
    await embeddings.stop();
  }
}

const program = new Command('classifier')
  .description(
    'Serves the classifier of tier 2 as a container of SageMaker does: GET /ping, and POST /invocations with { "text": ... }.',
  )
  // SageMaker starts a container with this word.
  .argument('[serve]')
  .option('--port <n>', 'where it listens', wholeNumber(65_535), 8080)
  .action((_serve: string | undefined, options: { readonly port: number }) => run(options));

if (require.main === module) void runCommand(program, process.argv);
