import { at, list, type Resource } from '../model/resource';
import type { Facts } from './facts';
import type { Node } from './graph';

/** What is worth a line in a box: its schedule, a firewall in front, further regions. */
export function notesOf(facts: Pick<Facts, 'notesOf'>, resource: Resource): string[] {
  const replicas = list(resource.properties.Replicas).length;
  return [
    ...facts.notesOf(resource),
    ...(at(resource.properties, 'DistributionConfig', 'WebACLId') ? ['+ AWS WAF'] : []),
    ...(replicas > 1 ? [`in ${replicas} regions`] : []),
  ];
}

/** One box for all alarms: they watch everything, so that lines to it would say nothing. */
export function alarmsNode(alarms: readonly Resource[], topics: readonly string[]): Node[] {
  if (alarms.length === 0) return [];
  const name = alarms.length === 1 ? '1 alarm' : `${alarms.length} alarms`;
  const notes = topics.map((topic) => `to SNS: ${topic}`);
  return [
    { id: 'alarms', service: 'Amazon CloudWatch', family: 'observability', names: [name], notes, column: 5, count: 1 },
  ];
}
