import { z } from 'zod';
import type { Ensemble } from '../../../../lambdas/fraud/domain/model/ensemble';
import { parseXgboost } from '../../../../lambdas/fraud/domain/model/xgboost';
import { onlyFileOf } from '../../../../models/fraud/xgboost/archive';
import type { ResolvedResource } from '../../types';
import type { ObjectStore } from '../s3/object-store';
import { ContainerError } from './container-error';

const modelProperties = z.object({
  PrimaryContainer: z.object({
    ModelDataSource: z.object({
      S3DataSource: z.object({
        S3Uri: z.string(),
        S3DataType: z.literal('S3Object'),
        CompressionType: z.literal('Gzip'),
      }),
    }),
  }),
});
const configurationProperties = z.object({
  ProductionVariants: z.array(z.object({ ModelName: z.string().optional() })).min(1),
});
const endpointProperties = z.object({ EndpointName: z.string(), EndpointConfigName: z.string() });

/** The archives of models that SageMaker's container for XGBoost has, by the endpoints that they are on. */
export class HostedModels {
  private readonly archives = new Map<string, string>();
  private readonly modelNames = new Map<string, string>();
  private readonly configurations = new Map<string, string>();
  private readonly loaded = new Map<string, Promise<Ensemble>>();

  constructor(private readonly objects: ObjectStore) {}

  create({ type, properties, attributes }: ResolvedResource): void {
    if (type === 'AWS::SageMaker::Model') {
      // Models of other containers have their files elsewhere.
      const { data } = modelProperties.safeParse(properties);
      if (data)
        this.archives.set(String(attributes.ModelName), data.PrimaryContainer.ModelDataSource.S3DataSource.S3Uri);
    }
    if (type === 'AWS::SageMaker::EndpointConfig') {
      const { data } = configurationProperties.safeParse(properties);
      const name = data?.ProductionVariants[0]?.ModelName;
      if (name) this.modelNames.set(String(attributes.EndpointConfigName), name);
    }
    if (type === 'AWS::SageMaker::Endpoint') {
      const { data } = endpointProperties.safeParse(properties);
      if (data) this.configurations.set(data.EndpointName, data.EndpointConfigName);
    }
  }

  /** @throws ContainerError where the endpoint has no model that XGBoost reads */
  async ensembleOf(endpoint: string): Promise<Ensemble> {
    const uri = this.archives.get(this.modelNames.get(this.configurations.get(endpoint) ?? '') ?? '');
    if (!uri) throw new ContainerError(415, `The container of ${endpoint} is not XGBoost's`);
    const ensemble = this.loaded.get(uri) ?? this.load(uri);
    this.loaded.set(uri, ensemble);
    return ensemble;
  }

  private async load(uri: string): Promise<Ensemble> {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const archive = await this.objects.get(bucket, key);
    if (!archive) throw new Error(`${uri}, an archive of a model, was not uploaded`);
    return parseXgboost(onlyFileOf(archive.body).body.toString('utf8'));
  }
}
