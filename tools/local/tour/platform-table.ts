import { outputOf } from '../../operator/outputs';
import { documentClientOf, type PlatformTable } from '../../operator/platform-table';
import type { Laptop } from '../runtime';

/** The platform's table as the operator of a laptop reaches it. */
export const platformTable = ({ credentials, outputs }: Laptop): PlatformTable => ({
  document: documentClientOf(credentials.operator),
  tableName: outputOf(outputs, 'PlatformTableName'),
});
