/** A postal address as the buyer gave it. */
export interface Address {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
  readonly line1: string | null
  readonly line2: string | null
  readonly postalCode: string | null
  readonly city: string | null
  readonly province: string | null
  /** ISO 3166-1 alpha-2, upper case, e.g. `SE`. */
  readonly countryCode: string | null
  readonly phone: string | null
}
