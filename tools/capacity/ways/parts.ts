import type { ServiceTime } from './service-times';
import type { Part } from './way';

export const takes = (time: ServiceTime): Part => ({ kind: 'takes', time });

export const timesInARow = (times: number, part: Part): Part[] => Array.from({ length: times }, () => part);
