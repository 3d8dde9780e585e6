import { Match, Template } from 'aws-cdk-lib/assertions';
import { bundleConsole } from '../../lib/platform/console/bundle-console';
import { stage, stageWith } from '../support/stages';
import { identityStatements, property, resources } from '../support/template';

const keys = ['app.js', 'app.css', 'index.html'];
const consoleOf = (name: string) => stage(name).stacks.filter((stack) => stack.name === `${name}-console`);

it('builds the same bytes from the same sources, the page last', () => {
  expect(bundleConsole().map(({ key }) => key)).toEqual(keys);
});

describe('the stack of the console in dev', () => {
  const template = Template.fromJSON({ ...stage('dev').template('dev-console') });
  const platformTable = { 'Fn::ImportValue': Match.stringLikeRegexp('^dev-platform:.*PlatformTable') };

  it('lets people in by authorization code only, back to the public address only', () => {
    const address = { 'Fn::Join': ['', ['https://', { 'Fn::GetStackOutput': Match.objectLike({}) }, '/']] };
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: [address],
      LogoutURLs: [address],
      GenerateSecret: Match.absent(),
      WriteAttributes: ['email', 'locale', 'name'],
    });
    template.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 1);
  });

  it('publishes three files and a configuration that names the sign-in, and has CloudFormation wait five minutes', () => {
    template.hasResourceProperties('Custom::PublishedFiles', {
      ServiceTimeout: '300',
      Files: keys.map((Key) => Match.objectLike({ Key, CacheControl: 'no-cache' })),
      Texts: [
        {
          Key: 'config.json',
          Body: {
            'Fn::Join': [
              '',
              Match.arrayWith([{ Ref: Match.stringLikeRegexp('^Client') }, Match.stringLikeRegexp('/streaming-live"')]),
            ],
          },
          ContentType: 'application/json',
          CacheControl: 'no-cache',
        },
      ],
    });
  });

  it('gives the publisher those uploads to read, and those keys to write and delete', () => {
    const allowed = consoleOf('dev')
      .flatMap((stack) => resources([stack], 'AWS::IAM::Policy'))
      .flatMap(identityStatements)
      .filter(({ Action }) => JSON.stringify(Action).includes('s3:'));
    expect(allowed).toHaveLength(2);
    const [read, write] = allowed;
    expect(read).toMatchObject({ Action: 's3:GetObject' });
    expect(JSON.stringify(read?.Resource).match(/[0-9a-f]{64}\.(js|css|html)/g)).toHaveLength(3);
    expect(write).toMatchObject({ Action: ['s3:DeleteObject', 's3:PutObject'] });
    expect(JSON.stringify(write?.Resource).match(/\/(app\.js|app\.css|index\.html|config\.json)"/g)).toHaveLength(4);
    expect(JSON.stringify(allowed)).not.toContain('*');
  });

  it('registers its app client with the APIs, in the table that they look into', () => {
    template.hasResourceProperties('Custom::RegisteredClient', {
      ServiceTimeout: '300',
      ClientId: { Ref: Match.stringLikeRegexp('^Client') },
      Name: 'console',
      Table: platformTable,
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ PLATFORM_TABLE_NAME: platformTable }) },
    });
  });

  it('lets the function that does so write and delete app clients in that table, and nothing else', () => {
    const allowed = consoleOf('dev')
      .flatMap((stack) => resources([stack], 'AWS::IAM::Policy'))
      .flatMap(identityStatements)
      .filter(({ Action }) => JSON.stringify(Action).includes('dynamodb:'));
    expect(allowed).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
        Resource: { 'Fn::ImportValue': expect.stringMatching(/^dev-platform:.*PlatformTable.*Arn/) },
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLIENT#*'] } },
      },
    ]);
  });

  it('publishes its pages once the app client is registered, which waits for its permission', () => {
    const dependenciesOf = (type: string) => resources(consoleOf('dev'), type)[0]?.resource.DependsOn;
    const policy = expect.stringMatching(/^AudienceRegisterRoleDefaultPolicy/);
    expect(dependenciesOf('Custom::RegisteredClient')).toEqual(expect.arrayContaining([policy]));
    const registration = expect.stringMatching(/^AudienceRegistration/);
    expect(dependenciesOf('Custom::PublishedFiles')).toEqual(expect.arrayContaining([registration]));
  });

  it('waits with the files for the permissions to write them', () => {
    const [files] = resources(consoleOf('dev'), 'Custom::PublishedFiles');
    expect(files?.resource.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/RoleDefaultPolicy/)]));
  });
});

it('is in the primary region, where the user pool is, and outside of the private network', () => {
  const [console] = consoleOf('prod');
  expect(console?.region).toBe('us-east-1');
  const functions = resources(consoleOf('prod'), 'AWS::Lambda::Function');
  expect(functions.map(({ id }) => id)).toEqual([
    expect.stringMatching(/^AudienceRegister/),
    expect.stringMatching(/^ConsolePublish/),
  ]);
  for (const each of functions) expect(property(each, 'VpcConfig')).toBeUndefined();

  const far = stageWith('far', { preset: 'dev', regions: ['eu-central-1'] }, { designs: 'chat' });
  const [there] = far.stacks.filter(({ name }) => name === 'far-console');
  expect(there?.region).toBe('eu-central-1');
  expect(there && resources([there], 'Custom::PublishedFiles')[0]?.resource.Properties?.Region).toBe('us-east-1');
}, 60_000);
