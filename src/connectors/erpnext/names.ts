/** The end of every short text of Frappe, and of the name of every record. */
const LONGEST = 140
/** Behind an address's title stands its kind, behind a namesake a number. */
const LONGEST_TITLE = 120
const NUMBER_ROOM = 5

/** A text that a record may be called by: angle brackets may not be in it. */
export const nameText = (text: string, longest = LONGEST): string =>
  text.replace(/[<>]/g, '').replace(/\s+/g, ' ').trim().slice(0, longest).trim()

/** What a customer or an address is called. */
export const titleText = (text: string): string => nameText(text, LONGEST_TITLE)

export interface PersonNames {
  readonly first_name?: string
  readonly last_name?: string
}

/** The names of a customer's contact: its record is called by them with the customer's name behind, which may be too long as a whole. */
export function personNames(
  { firstName, lastName }: { readonly firstName?: string | null; readonly lastName?: string | null },
  customer: string,
): PersonNames {
  const room = Math.max(LONGEST - NUMBER_ROOM - customer.length - 1, 1)
  const first = nameText(firstName ?? '', room)
  const last = nameText(lastName ?? '', Math.max(room - first.length - 1, 0))
  return { ...(first === '' ? {} : { first_name: first }), ...(last === '' ? {} : { last_name: last }) }
}
