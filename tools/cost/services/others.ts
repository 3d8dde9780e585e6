import { byUse, HOURS, type Idle, type Service } from './service';

export const s3: Service = { name: 'Amazon S3', types: { 'AWS::S3::Bucket': byUse } };
export const sqs: Service = { name: 'Amazon SQS', types: { 'AWS::SQS::Queue': byUse } };
export const sns: Service = {
  name: 'Amazon SNS',
  types: { 'AWS::SNS::Topic': byUse, 'AWS::SNS::Subscription': byUse },
};
export const eventBridge: Service = {
  name: 'Amazon EventBridge',
  types: { 'AWS::Events::Rule': byUse, 'AWS::Events::EventBus': byUse, 'AWS::Events::Archive': byUse },
};
export const stepFunctions: Service = {
  name: 'AWS Step Functions',
  types: { 'AWS::StepFunctions::StateMachine': byUse },
};
export const athena: Service = { name: 'Amazon Athena', types: { 'AWS::Athena::WorkGroup': byUse } };
export const glue: Service = {
  name: 'AWS Glue',
  types: { 'AWS::Glue::Database': byUse, 'AWS::Glue::Table': byUse },
};

/** Two budgets with actions are free, the others cost by the day; budgets that only tell are free. */
const DAYS = HOURS / 24;

const budgetAction: Idle = () => [
  { price: 'budgets.actionDay', quantity: DAYS, what: 'budget with an action', counted: true },
];

export const budgets: Service = { name: 'AWS Budgets', types: { 'AWS::Budgets::BudgetsAction': budgetAction } };
