import { CostError } from '../cost-error';
import { architectureOf } from '../services/lambda';
import { modelAsked } from './models';
import { charged, type Pricing, type Pricings, perGb } from './use-charge';
import type { UseView } from './view';

const LAMBDA = 'AWS Lambda';
const BEDROCK = 'Amazon Bedrock';

/** The one that most functions of the design have. */
function architecture({ own }: UseView): 'arm64' | 'x86_64' {
  const functions = own.of('AWS::Lambda::Function');
  const arm = functions.filter((fn) => architectureOf(fn) === 'arm64').length;
  return arm * 2 > functions.length ? 'arm64' : 'x86_64';
}

const duration: Pricing = (view) => [
  { service: LAMBDA, price: `lambda.gbSecond.${architecture(view)}`, each: 1 / 1000 },
];

const pollers: Pricing = ({ own }) =>
  own.of('AWS::Lambda::EventSourceMapping').some((each) => each.get('ProvisionedPollerConfig') !== undefined)
    ? [{ service: LAMBDA, price: 'lambda.queuePollerHour', each: 1 / 3600, coveredByFloor: true }]
    : [];

/** A price of the model that the workload or the scenario names, as far as the template lets the design ask it. */
const model =
  (kind: 'text' | 'embedding' | 'rerank', unit: string): Pricing =>
  (view) => {
    if (view.models[kind] === undefined) {
      throw new CostError(
        `${view.design}: its workload takes ${unit}s of Bedrock and names no model for ${kind} (models.${kind})`,
      );
    }
    const name = modelAsked(view, kind);
    return name ? [{ service: BEDROCK, price: `bedrock.${name}.${unit}`, each: 1 }] : [];
  };

export const compute = {
  lambdaRequests: charged(LAMBDA, 'lambda.request'),
  lambdaGbMs: duration,
  queuePollerSeconds: pollers,
  bedrockInputTokens: model('text', 'inputToken'),
  bedrockCachedTokens: model('text', 'cacheReadToken'),
  bedrockOutputTokens: model('text', 'outputToken'),
  bedrockEmbeddingTokens: model('embedding', 'token'),
  bedrockRerankQueries: model('rerank', 'query'),
  guardrailTextUnits: charged(BEDROCK, 'guardrails.contentUnit'),
  textractPages: charged('Amazon Textract', 'textract.page'),
  imagesModerated: charged('Amazon Rekognition', 'rekognition.image'),
  videoMinutesModerated: charged('Amazon Rekognition', 'rekognition.videoMinute'),
  logsKb: (view) => [...perGb('Amazon CloudWatch', 'cloudwatch.vendedLogsGb')(view), ...perGbMonthOfLogs(view)],
  xrayTraces: charged('AWS X-Ray', 'xray.trace'),
} satisfies Pricings;

/** Logs are kept compressed, to some fifth. */
const LOG_COMPRESSION = 0.2;
const DAYS_A_MONTH = 365 / 12;

function perGbMonthOfLogs(view: UseView) {
  const days = view.own.of('AWS::Logs::LogGroup').map((group) => Number(group.get('RetentionInDays') ?? 0));
  const kept = Math.max(0, ...days) / DAYS_A_MONTH;
  return perGb(
    'Amazon CloudWatch',
    'cloudwatch.logsStoredGbMonth',
  )(view)
    .map((each) => ({ ...each, each: each.each * kept * LOG_COMPRESSION }))
    .filter(({ each }) => each > 0);
}
