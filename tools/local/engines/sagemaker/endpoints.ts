import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { type ServiceCall, ServiceError } from '../engine';
import { parseProperties } from '../input';

const endpointProperties = z.object({ EndpointName: z.string(), EndpointConfigName: z.string() });
const componentProperties = z.object({ EndpointName: z.string(), InferenceComponentName: z.string() });

/** Where an invocation goes. */
export interface Target {
  readonly endpoint: string;
  readonly component?: string;
}

/** The endpoints and inference components of the assembly. */
export class Endpoints {
  /** Inference components by endpoint; an endpoint without any has its models on its variants. */
  private readonly components = new Map<string, Set<string>>();

  create(resource: ResolvedResource): void {
    if (resource.type === 'AWS::SageMaker::Endpoint') {
      const { EndpointName } = parseProperties(resource, endpointProperties, []);
      this.components.set(EndpointName, new Set());
    }
    if (resource.type === 'AWS::SageMaker::InferenceComponent') {
      const { EndpointName, InferenceComponentName } = parseProperties(resource, componentProperties, []);
      const components = this.components.get(EndpointName);
      if (!components) throw new Error(`${resource.path} is for endpoint ${EndpointName}, which does not exist`);
      components.add(InferenceComponentName);
    }
  }

  /** Whether a call is for an endpoint that the assembly has not made: a team's own, which a setting names. */
  isBrought(call: ServiceCall): boolean {
    return !this.components.has(nameIn(call));
  }

  /**
   * Whom a call is for.
   *
   * @throws ServiceError in SageMaker's words when there is no such endpoint or component
   */
  target(call: ServiceCall, accountId: string): Target {
    const endpoint = nameIn(call);
    const components = this.components.get(endpoint);
    if (!components) throw invalid(`Endpoint ${endpoint} of account ${accountId} not found.`);
    const component = call.headers['x-amzn-sagemaker-inference-component'];
    if (typeof component !== 'string') {
      if (components.size === 0) return { endpoint };
      throw invalid(
        'Inference Component Name header is required for endpoints to which you plan to deploy inference components.',
      );
    }
    if (!components.has(component))
      throw invalid(`Inference Component ${component} of endpoint ${endpoint} not found.`);
    return { endpoint, component };
  }
}

function nameIn({ path }: ServiceCall): string {
  const [, name = ''] = /^\/endpoints\/([^/]+)\//.exec(path) ?? [];
  return decodeURIComponent(name);
}

export const invalid = (message: string) => new ServiceError('ValidationError', message, 400);
