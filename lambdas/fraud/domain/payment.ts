/** A place on the globe, in degrees. */
export interface Place {
  /** From -90 to 90. */
  readonly lat: number;
  /** From -180 to 180. */
  readonly lon: number;
}

/** A payment as it is decided upon: what features, rules and the model read, and no more. */
export interface Payment {
  readonly paymentId: string;
  /**
   * Minor units of the currency, a whole number from 0. Features compare amounts as they stand: a business that takes several
   * currencies converts them into one before it asks.
   */
  readonly amount: number;
  /** ISO 4217, three capitals. */
  readonly currency: string;
  /**
   * Milliseconds since 1970. Whoever accepts payments keeps it from lying in the future: state remembers the latest time it
   * was told, and what is older than a window before that is gone.
   */
  readonly occurredAt: number;
  /** Whose money it is. */
  readonly account: string;
  /** Token of the card, never its number. */
  readonly card: string;
  /** Who is paid, as finely as is known: a terminal rather than a chain of shops. */
  readonly merchant: string;
  readonly device?: string;
  readonly ip?: string;
  /** ISO 3166-1, two capitals: where the payment was made from. */
  readonly country?: string;
  readonly place?: Place;
  /** What another design knows of its entities while events come, by name: for rules alone, and kept with the decision. */
  readonly stream?: Readonly<Record<string, number>>;
}
