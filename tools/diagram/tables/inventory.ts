import { kindOf } from '../model/catalogue';
import { byText } from '../model/resource';
import { markdownTable } from './markdown';
import { resourcesOf, type Subject, serviceName } from './subject';

/** Every resource of a part: by name what a picture has a box for, by count what it leaves out. */
export function inventory(subject: Subject): string {
  const types = [...Map.groupBy(resourcesOf(subject), ({ type }) => type)];
  const rows = types
    .sort(([a], [b]) => Number(kindOf(b) !== undefined) - Number(kindOf(a) !== undefined) || byText(a, b))
    .map(([type, resources]) => {
      const names = kindOf(type) ? resources.map(({ name }) => name).join(', ') : '';
      return [serviceName(type), `\`${type}\``, String(resources.length), names];
    });
  return markdownTable(['service', 'type', 'count', 'names'], rows);
}
