/** Some of all, with the interval in which the true share lies with 95 % confidence; absent where there are none. */
export interface Share {
  readonly of: number;
  readonly hits: number;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
}

/** 95 %, both sides. */
const Z = 1.959964;

/** @see Wilson: Probable Inference, the Law of Succession, and Statistical Inference (1927) */
export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { of, hits };
  const value = hits / of;
  const centre = value + (Z * Z) / (2 * of);
  const spread = Z * Math.sqrt((value * (1 - value)) / of + (Z * Z) / (4 * of * of));
  const scale = 1 + (Z * Z) / of;
  // Rounding may put a bound beyond the value itself where that is 0 or 1.
  const low = Math.min(value, Math.max(0, (centre - spread) / scale));
  const high = Math.max(value, Math.min(1, (centre + spread) / scale));
  return { of, hits, value, low, high };
}
