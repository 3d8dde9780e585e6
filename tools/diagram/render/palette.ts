import type { EdgeKind } from '../graph/graph';
import type { Family } from '../model/catalogue';

interface Colours {
  readonly fill: string;
  readonly line: string;
  /** At least 4.5 to 1 on `fill`. */
  readonly text: string;
}

/** A colour for each family of services; all on a white ground, whatever the page around is. */
export const families: Readonly<Record<Family, Colours>> = {
  client: { fill: '#f3f4f6', line: '#4b5563', text: '#374151' },
  edge: { fill: '#f3e8ff', line: '#7c3aed', text: '#5b21b6' },
  api: { fill: '#fce7f3', line: '#be185d', text: '#9d174d' },
  compute: { fill: '#ffedd5', line: '#c2410c', text: '#9a3412' },
  messaging: { fill: '#ffe4e6', line: '#be123c', text: '#9f1239' },
  storage: { fill: '#dbeafe', line: '#1d4ed8', text: '#1e40af' },
  model: { fill: '#ccfbf1', line: '#0f766e', text: '#115e59' },
  security: { fill: '#fee2e2', line: '#b91c1c', text: '#991b1b' },
  observability: { fill: '#fef9c3', line: '#a16207', text: '#854d0e' },
  other: { fill: '#e5e7eb', line: '#6b7280', text: '#374151' },
};

export const edges: Readonly<
  Record<Exclude<EdgeKind, 'permission'>, { readonly line: string; readonly dashes: string }>
> = {
  request: { line: '#111827', dashes: '' },
  event: { line: '#be123c', dashes: '7 3' },
  read: { line: '#1d4ed8', dashes: '' },
  write: { line: '#c2410c', dashes: '' },
  both: { line: '#6d28d9', dashes: '' },
};

export const ground = '#ffffff';
export const ink = '#111827';
export const faint = '#f8fafc';
export const rule = '#cbd5e1';
export const font = "Arial, 'Liberation Sans', Helvetica, sans-serif";
