import { ServiceError } from '../../engines/engine';

/**
 * Regions to which a geographic inference profile may send a request, whichever of them it came from.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
const destinations: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-3'],
  apac: ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
};

/** @throws ServiceError for a geography whose regions are not known here */
export function destinationRegions(geography: string, model: string, source: string): readonly string[] {
  const regions = destinations[geography];
  if (!regions)
    throw new ServiceError('NotServedOnLaptop', `regions of profile ${geography}.${model} are not known`, 501);
  return [...new Set([source, ...regions])];
}
