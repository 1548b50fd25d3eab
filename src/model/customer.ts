/** The buyer as the order states it. */
export interface Customer {
  /** The store's own id of the person, or `null` for a buyer without an account record. */
  readonly externalId: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  /** As typed; compare with `normalEmail`. */
  readonly email: string | null
  readonly phone: string | null
  readonly taxExempt: boolean
}

/** The business that bought (B2B), beside the person who ordered. */
export interface Company {
  readonly externalId: string
  readonly name: string
  /** The merchant's own number of the company, kept in the store. */
  readonly customerNumber: string | null
  readonly locationExternalId: string | null
  readonly locationName: string | null
  readonly vatNumber: string | null
}

/** First and last name of a person whose name came as one text: the last word is the family's, the best that can be made of it. */
export function namesIn(text: string): { readonly firstName: string | null; readonly lastName: string | null } {
  const words = text.trim().split(/\s+/)
  const lastName = words.length > 1 ? (words.pop() ?? null) : null
  return { firstName: words.join(' ') || null, lastName }
}

/** The form of an e-mail address in which two spellings of one mailbox are equal, or `null` when it is not an address. */
export function normalEmail(email: string | null | undefined): string | null {
  const text = email?.trim().normalize('NFKC').toLowerCase() ?? ''
  return /^[^\s@]+@[^\s@]+$/.test(text) ? text : null
}
