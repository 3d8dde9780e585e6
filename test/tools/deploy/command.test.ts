import { parseDeploy } from '../../../tools/deploy/command';

test('without arguments every stack is deployed, and broader permissions are asked about', () => {
  expect(parseDeploy([])).toEqual({ help: false, context: [], deploy: ['--all', '--require-approval', 'broadening'] });
});

test('stacks, context, profile and --force are handed on to the CDK', () => {
  const argv = ['dev-chat', '-c', 'stage=prod', '--context', 'designs=chat', '--profile', 'live', '--force', '--yes'];
  expect(parseDeploy(argv)).toEqual({
    help: false,
    context: ['--context', 'stage=prod', '--context', 'designs=chat'],
    deploy: ['dev-chat', '--require-approval', 'never', '--force', '--profile', 'live'],
  });
});

test('an option that there is not is named, with where help is', () => {
  expect(() => parseDeploy(['--hotswap'])).toThrow(
    "Unknown option '--hotswap'. The option --help shows what there is.",
  );
});
