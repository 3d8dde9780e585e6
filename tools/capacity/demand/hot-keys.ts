import type { HotKey } from '../designs/profile';
import { dynamodbQuotas } from '../quotas/dynamodb';
import type { Placed } from './design-demand';

/** How uneven load may be: what one key may have of it. */
export interface HotKeyLimit {
  readonly design: string;
  readonly region: string;
  readonly whose: string;
  readonly where: string;
  /** Units a second that one of them may have. */
  readonly perSecond: number;
  /** As a part of the region's peak, from 0; above 1 nothing stands in its way. */
  readonly shareOfPeak: number;
  readonly because: string;
}

/** A partition takes so many write units, and a key that is written on condition one unit of use at a time. */
export function hotKeyLimits({ profile, deployment, peak }: Placed): HotKeyLimit[] {
  return profile.hotKeys.map((key) => {
    const { perSecond, because } = mostOf(key);
    const { design } = profile;
    const { whose, where } = key;
    return { design, region: deployment.region, whose, where, perSecond, shareOfPeak: perSecond / peak, because };
  });
}

function mostOf({ parts, writes, heldMs }: HotKey): { readonly perSecond: number; readonly because: string } {
  const units = dynamodbQuotas.partitionWrites.value;
  const byUnits = (units / writes) * parts;
  const inTurn = heldMs === undefined ? Number.POSITIVE_INFINITY : (1000 / heldMs) * parts;
  if (inTurn < byUnits) return { perSecond: inTurn, because: `${parts} parts, each written by one at a time` };
  return { perSecond: byUnits, because: `${parts} parts of ${units} write units a second` };
}
