import { parseArgs } from 'node:util';

export interface DeployCommand {
  readonly help: boolean;
  /** Context of the synthesis, as arguments of `cdk`. */
  readonly context: readonly string[];
  /** What and how is deployed, as arguments of `cdk deploy`. */
  readonly deploy: readonly string[];
}

/**
 * Reads the command line of `npm run deploy`.
 *
 * @throws Error with the option that there is not, and where help is
 */
export function parseDeploy(argv: readonly string[]): DeployCommand {
  const { values, positionals } = parsed(argv);
  return {
    help: values.help,
    context: values.context.flatMap((entry) => ['--context', entry]),
    deploy: [
      ...(positionals.length > 0 ? positionals : ['--all']),
      ...['--require-approval', values.yes ? 'never' : 'broadening'],
      ...(values.force ? ['--force'] : []),
      ...(values.profile ? ['--profile', values.profile] : []),
    ],
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        profile: { type: 'string' },
        force: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    const [problem] = (error as Error).message.split('. ');
    throw new Error(`${problem}. The option --help shows what there is.`);
  }
}
