import { stage } from '../support/stages';
import { templateSerializer } from '../support/template-serializer';

expect.addSnapshotSerializer(templateSerializer);

it.each([
  ['dev', 'dev-platform'],
  ['dev', 'dev-edge'],
  ['dev', 'dev-console'],
  ['prod', 'prod-platform'],
  ['prod', 'prod-edge'],
])('stage %s: %s', (name, stack) => {
  expect(stage(name).template(stack)).toMatchSnapshot();
});
