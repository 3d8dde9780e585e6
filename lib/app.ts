import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadSettings } from './config';
import { designs } from './designs/index';
import { ConsoleStack } from './platform/console/console-stack';
import { createPlatform } from './platform/create-platform';
import { EdgeStack } from './platform/edge/edge-stack';

/**
 * Fills an app with the stacks of one stage: the platform of every region, the chosen designs, the edge in front, and
 * the console on it.
 *
 * @throws ConfigError when the configuration is not usable; the app is then empty
 */
export function buildApp(app: App): App {
  const settings = loadSettings(app.node, designs);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const platform = createPlatform(app, settings);
  const takers = settings.designs.filter(({ design }) => design.takesFeatures);
  const others = settings.designs.filter(({ design }) => !design.takesFeatures);
  const routesOf = new Map(
    [...others, ...takers].map(({ design, settings: own }) => [design.name, design.define(app, platform, own)]),
  );
  // Addresses stay in the order of the registry.
  const routes = settings.designs.flatMap(({ design }) => routesOf.get(design.name) ?? []);
  const { url, consoleBucket, addresses } = new EdgeStack(app, platform, routes);
  new ConsoleStack(app, platform, { url, bucket: consoleBucket, addresses });
  return app;
}
