/** Something that an answer needs does not answer; trying again later may help. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(
    readonly code: 'search_unavailable' | 'model_unavailable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
