import { isRecord, type Located, list, mentions, property, referenced, resources } from '../template';
import { isCustomResource } from './access';
import { optedOut } from './functions';
import { finding, type Rule, type StageView, stageOf } from './rule';

const scalingPolicy = 'AWS::ApplicationAutoScaling::ScalingPolicy';

export const alarmsReachPeople: Rule = {
  name: "every alarm goes to its region's alerts topic, and only there",
  check: (view) => {
    const topics = new Set<string>();
    const problems = resources(view.stacks, 'AWS::CloudWatch::Alarm').flatMap((alarm) => {
      const actions = list(property(alarm, 'AlarmActions'));
      const topic = referenced(view.stacks, alarm.stack, actions[0]);
      // What scales by itself needs nobody.
      if (actions.length === 1 && topic?.type === scalingPolicy) return [];
      if (actions.length !== 1 || topic?.type !== 'AWS::SNS::Topic') return [finding(alarm, 'tells no topic')];
      topics.add(`${alarm.stack.region} ${topic.stack.name}/${topic.id}`);
      return [];
    });
    const regions = [...topics].map((topic) => topic.split(' ')[0]);
    const split = regions.filter((region, index) => regions.indexOf(region) !== index);
    return [
      ...problems,
      ...split.map((region) => `${region}: alarms go to more than one topic: ${[...topics].join(', ')}`),
    ];
  },
  broken: stageOf({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [] } } }),
};

export const alarmsSayWhat: Rule = {
  name: 'every alarm says what is wrong and what missing data means',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::CloudWatch::Alarm')
      .filter((alarm) => !property(alarm, 'AlarmDescription') || !property(alarm, 'TreatMissingData'))
      .map((alarm) => finding(alarm, 'has no description, or does not say what missing data means')),
  broken: stageOf({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} } }),
};

export const globalMetricsOfCloudFront: Rule = {
  name: 'alarms on CloudFront ask for its metrics by both dimensions that it publishes them with',
  check: ({ stacks }) =>
    resources(stacks, 'AWS::CloudWatch::Alarm')
      .filter((alarm) => property(alarm, 'Namespace') === 'AWS/CloudFront')
      .filter((alarm) => {
        const named = list(property(alarm, 'Dimensions')).filter(isRecord);
        return !named.some(({ Name, Value }) => Name === 'Region' && Value === 'Global') || named.length !== 2;
      })
      .map((alarm) => finding(alarm, 'reads a metric that does not exist, and never rings')),
  broken: stageOf({
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Namespace: 'AWS/CloudFront', Dimensions: [{ Name: 'DistributionId', Value: 'X' }] },
    },
  }),
};

/** Budgets whose cost filter is the tag that this design's resources carry in this stage, and in no other. */
function budgetsFor(view: StageView, design: string): Located[] {
  const tags = resources(view.stacks)
    .flatMap((resource) => tagsOf(resource))
    .filter(({ key, value }) => key === 'workload' && value.endsWith(`-${design}`));
  return resources(view.stacks, 'AWS::Budgets::Budget').filter((budget) =>
    tags.some(({ value }) => mentions(property(budget, 'Budget', 'CostFilters'), `user:workload$${value}`)),
  );
}

export const budgets: Rule = {
  name: 'the stage and every design have a budget that tells people of forecast and actual spend',
  check: (view) => {
    const all = resources(view.stacks, 'AWS::Budgets::Budget');
    const missing = view.designs
      .filter((design) => budgetsFor(view, design).length === 0)
      .map((design) => `${design}: has no budget by its tag`);
    // Tags count only once they are activated in billing; the stage's own budget must not wait for that.
    const total = all.some(
      (budget) => !['CostFilters', 'FilterExpression'].some((by) => property(budget, 'Budget', by)),
    )
      ? []
      : ['stage: has no budget that does without tags'];
    const silent = all
      .filter(
        (budget) =>
          !['FORECASTED', 'ACTUAL'].every((kind) => mentions(property(budget, 'NotificationsWithSubscribers'), kind)),
      )
      .map((budget) => finding(budget, 'does not tell of both forecast and actual spend'));
    return [...missing, ...total, ...silent];
  },
  broken: stageOf({}, { designs: ['x'] }),
};

export const dashboards: Rule = {
  name: 'every design has a dashboard, or says why not',
  check: (view) =>
    view.designs
      .filter(
        (design) =>
          !resources(view.stacks, 'AWS::CloudWatch::Dashboard').some((board) =>
            mentions(property(board, 'DashboardName'), design),
          ) && !saysWhyNot(view, design),
      )
      .map((design) => `${design}: has no dashboard`),
  broken: stageOf({}, { designs: ['x'] }),
};

/** Noted on an API of the design's own stack. */
const saysWhyNot = ({ stacks }: StageView, design: string): boolean =>
  resources(
    stacks.filter(({ name }) => name.endsWith(`-${design}`)),
    'AWS::ApiGateway::RestApi',
  ).some((api) => optedOut(api, 'dashboard'));

const costTags = ['project', 'stage', 'design', 'workload'] as const;

/** Kinds that take no tags, or that bill nothing of their own. */
const billedAndTagged =
  /^AWS::(Lambda::Function|DynamoDB::GlobalTable|SQS::Queue|SNS::Topic|S3::Bucket|Kinesis::Stream|KinesisFirehose::DeliveryStream|KMS::Key|Logs::LogGroup|ApiGateway::RestApi|ApiGatewayV2::Api|CloudFront::Distribution|WAFv2::WebACL|EC2::NatGateway|EC2::VPC|CloudWatch::Alarm|Cognito::UserPool|OpenSearchService::Domain)$/;

export const costTagsEverywhere: Rule = {
  name: 'what is billed carries the tags that bills are split by',
  check: ({ stacks }) =>
    resources(stacks)
      .filter(({ type, id }) => billedAndTagged.test(type) && !isCustomResource(id))
      .flatMap((billed) => {
        const keys = tagsOf(billed).map(({ key }) => key);
        const missing = costTags.filter((tag) => !keys.includes(tag));
        return missing.length > 0 ? [finding(billed, `has no tag ${missing.join(', ')}`)] : [];
      }),
  broken: stageOf({ Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: 'stage', Value: 'dev' }] } } }),
};

/** Most kinds write a list of tags, a few a map, a table one list a replica. */
function tagsOf(billed: Located): readonly { readonly key: string; readonly value: string }[] {
  const own = property(billed, 'Tags') ?? property(billed, 'UserPoolTags') ?? property(billed, 'Replicas', 0, 'Tags');
  const pairs = Array.isArray(own)
    ? own.filter(isRecord).map(({ Key, Value }) => [Key, Value])
    : Object.entries(own ?? {});
  return pairs.map(([key, value]) => ({ key: String(key), value: String(value) }));
}
