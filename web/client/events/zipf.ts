/**
 * Draws ranks by Zipf's law: the chance of rank `r`, counted from 1, is proportional to `1 / r ** exponent`.
 *
 * @param count how many ranks there are
 * @param exponent around 1 for what people look at; 0 makes all of them equally likely
 * @returns draws a rank, counted from 0, by a number from 0 to under 1
 */
export function zipf(count: number, exponent: number): (random: number) => number {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= count; rank += 1) {
    sum += rank ** -exponent;
    sums.push(sum);
  }
  return (random) => firstAbove(sums, random * sum);
}

/** Place of the first of growing numbers that is above a value; the last one where none is. */
function firstAbove(growing: readonly number[], value: number): number {
  let [low, high] = [0, growing.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((growing[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
