import type { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';
import { type AlarmOptOut, AlertAlarm } from '../alarm/alarm';
import type { SocketApi } from './socket-api';

/** Why a function behind a WebSocket API goes without an alarm on its errors. */
export const toldBySocket: AlarmOptOut = {
  noAlarmBecause:
    'Its errors are execution errors of its WebSocket API, which have an alarm that names the access log.',
};

/**
 * An alarm on what fails behind a WebSocket API: from one frame in a hundred on, and from the first one where alarms do not
 * overlap, since it then stands for those of the functions.
 *
 * @param of whose API it is, as in "the WebSocket API of chat"
 */
export function alarmOnSocketErrors(
  scope: Construct,
  { alerts, settings }: Foundation,
  socket: SocketApi,
  of: string,
): AlertAlarm {
  const api = `the WebSocket API of ${of}`;
  const [metric, what] = settings.alarms.overlapping
    ? [socket.metricErrorShare(), `Of the frames on ${api} 1 % or more`]
    : [socket.metricErrors(), `Frames on ${api}`];
  return new AlertAlarm(scope, 'SocketErrors', {
    alerts,
    metric,
    threshold: 1,
    description: `${what} end in errors: see authorizerError and integrationError in its access log.`,
  });
}
