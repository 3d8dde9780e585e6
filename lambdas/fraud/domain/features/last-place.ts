import type { Place } from '../payment';

/** Where a payment was made, and when. */
export interface Visit {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Ten-thousandths of a degree, whole: eleven metres, and the same after it was stored. */
  readonly lat: number;
  readonly lon: number;
}

const PER_DEGREE = 10_000;
const EARTH_RADIUS_KM = 6371;
const MS_AN_HOUR = 3_600_000;

/** Adding 0 makes 0 of -0, which would not come back from where it is stored. */
const toSteps = (degrees: number): number => Math.round(degrees * PER_DEGREE) + 0;

export const visitOf = ({ lat, lon }: Place, at: number): Visit => ({
  at,
  lat: toSteps(lat),
  lon: toSteps(lon),
});

/** The later of two; of two at one moment the one further north, then east, so that no order of events matters. */
export function laterVisit(left: Visit | undefined, right: Visit | undefined): Visit | undefined {
  if (!left || !right) return left ?? right;
  const order = left.at - right.at || left.lat - right.lat || left.lon - right.lon;
  return order >= 0 ? left : right;
}

/** Great-circle distance by the haversine formula, in kilometres, on a sphere of the earth's mean radius. */
export function distanceKm(from: Place, to: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const haversine = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord =
    haversine(radians(to.lat - from.lat)) +
    Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * haversine(radians(to.lon - from.lon));
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** How far, and how fast one would have travelled; at least a second lies between two payments. */
export function travel(visit: Visit, place: Place, at: number): { readonly km: number; readonly kmh: number } {
  const km = distanceKm({ lat: visit.lat / PER_DEGREE, lon: visit.lon / PER_DEGREE }, place);
  return { km, kmh: (km * MS_AN_HOUR) / Math.max(1000, Math.abs(at - visit.at)) };
}
