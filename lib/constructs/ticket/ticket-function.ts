import type { Construct } from 'constructs';
import type { CreateTicketEnv } from '../../../lambdas/identity/env';
import type { RegionPlatform } from '../../platform/platform';
import type { AlarmOptOut } from '../alarm/alarm';
import { BlueprintFunction } from '../function/function';

export interface TicketProps {
  readonly platform: RegionPlatform;
  /** Name of the design as people read it. */
  readonly design: string;
  /** @default - an alarm, as every function has */
  readonly errorAlarm?: AlarmOptOut;
}

/** The function behind `POST /v1/connections/ticket` of an API whose design has a WebSocket. */
export function ticketFunction(scope: Construct, id: string, props: TicketProps): BlueprintFunction {
  const { platform, design, errorAlarm } = props;
  const target = new BlueprintFunction<CreateTicketEnv>(scope, id, {
    foundation: platform,
    entry: 'lambdas/identity/create-ticket.handler.ts',
    description: `${design}: gives a one-time ticket for opening a WebSocket`,
    environment: { PLATFORM_TABLE_NAME: platform.table.tableName },
    errorAlarm,
  });
  platform.table.grant(target, 'dynamodb:PutItem');
  return target;
}
