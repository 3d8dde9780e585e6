import { Command } from 'commander';
import { runCommand } from '../operator/command-line';
import { addDocumentCommands } from './document-commands';
import { addRedrive } from './redrive-command';
import { addUpload } from './upload-command';

const program = new Command('documents').description(
  'Documents of RAG: upload a folder, see what became of it, change who may see it, and help up what failed.',
);

addUpload(program);
addDocumentCommands(program);
addRedrive(program);

program.addHelpText(
  'after',
  '\nExamples:\n' +
    '  npm run documents -- upload handbook --acl group:engineering\n' +
    '  npm run documents -- list --as bob\n' +
    '  npm run documents -- redrive --show\n',
);

if (require.main === module) void runCommand(program, process.argv);
