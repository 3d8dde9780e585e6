import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';
import type { FineGrained } from './security/security';

const properties = z.object({
  EngineVersion: z
    .string()
    .regex(/^OpenSearch_3\./, 'scores are those of OpenSearch 3')
    .optional(),
  AdvancedSecurityOptions: z
    .object({
      Enabled: z.boolean().optional(),
      InternalUserDatabaseEnabled: z.literal(false, 'people sign in by IAM only').optional(),
      MasterUserOptions: z.object({ MasterUserARN: z.string() }).optional(),
    })
    .optional(),
});

export interface Domain {
  readonly name: string;
  readonly fineGrained: FineGrained | undefined;
}

/**
 * Reads an `AWS::OpenSearchService::Domain`. Its size, network, keys and logs change nothing that a caller on a laptop could notice.
 * @throws Error on another engine than OpenSearch 3, and on users with passwords
 */
export function domainOf(resource: ResolvedResource): Domain {
  const relevant = Object.keys(properties.shape);
  const others = Object.keys(resource.properties).filter((name) => !relevant.includes(name));
  const { AdvancedSecurityOptions: security } = parseProperties(resource, properties, others);
  const masterArn = security?.MasterUserOptions?.MasterUserARN;
  return { name: resource.ref, fineGrained: security?.Enabled ? { masterArn } : undefined };
}
