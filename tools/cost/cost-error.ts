/** Why costs cannot be told. The message names the resource and what would help. */
export class CostError extends Error {
  override readonly name = 'CostError';
}
