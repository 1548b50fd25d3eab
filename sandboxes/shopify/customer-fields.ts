import type { ConsentState, CustomerState } from './people-state.ts'
import type { Shop } from './shop.ts'

/** What may be written of a customer; absent fields stay as they are. */
export interface CustomerFields {
  readonly email?: string | null
  readonly phone?: string | null
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly note?: string | null
  readonly tags?: readonly string[] | null
  readonly taxExempt?: boolean | null
  readonly taxExemptions?: readonly string[] | null
  readonly locale?: string | null
}

export interface FieldProblem {
  readonly field: string | null
  readonly message: string
  readonly code: 'BLANK' | 'INVALID' | 'TAKEN' | 'TOO_LONG'
}

/** Language of customers who did not say. */
const LOCALE = 'sv-SE'
const MAX_TEXT = 255

export const NO_CONSENT: ConsentState = { state: 'NOT_SUBSCRIBED', level: 'SINGLE_OPT_IN', updatedAt: null }

/** Without spaces and in lower case; an empty text is none. */
export const normalEmail = (email: string | null): string | null =>
  email === null ? null : email.replace(/\s+/g, '').toLowerCase() || null

/** With the country code: a leading 0 means the shop's own country. */
export function normalPhone(phone: string | null): string | null {
  const bare = (phone ?? '').replace(/[\s().-]/g, '')
  if (bare === '') return null
  return bare.replace(/^00/, '+').replace(/^0/, '+46')
}

const blankToNull = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text)

/** Sorted, without repetitions whatever their capitals. */
export function normalTags(tags: readonly string[]): string[] {
  const known = new Map<string, string>()
  for (const tag of tags) if (tag.trim() !== '') known.set(tag.trim().toLowerCase(), tag.trim())
  return [...known.values()].sort((a, b) => (a < b ? -1 : 1))
}

/** Everything wrong with a change, in the words that Shopify uses. */
export function fieldProblems(shop: Shop, fields: CustomerFields, customer: CustomerState | null): FieldProblem[] {
  const problems: FieldProblem[] = []
  const add = (field: string | null, message: string, code: FieldProblem['code']): void =>
    void problems.push({ field, message, code })
  const after = { ...customer, ...fields }
  const present = [after.email, after.phone, after.firstName, after.lastName].some((text) => (text ?? '').trim() !== '')
  if (!present) add(null, 'A name, phone number, or email address must be present', 'BLANK')
  const email = normalEmail(fields.email ?? null)
  const phone = normalPhone(fields.phone ?? null)
  const byEmail = email === null ? undefined : shop.customerByEmail.get(email)
  const byPhone = phone === null ? undefined : shop.people.customerByPhone.get(phone)
  if (email !== null && !/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(email)) add('email', 'Email is invalid', 'INVALID')
  else if (byEmail !== undefined && byEmail !== customer) add('email', 'Email has already been taken', 'TAKEN')
  if (phone !== null && !/^\+\d{7,15}$/.test(phone)) add('phone', 'Phone is invalid', 'INVALID')
  else if (byPhone !== undefined && byPhone !== customer) add('phone', 'Phone has already been taken', 'TAKEN')
  if (fields.locale != null && !/^[a-z]{2,3}(-[A-Z]{2}|-[A-Z][a-z]{3})?$/.test(fields.locale)) {
    add('locale', 'Locale is invalid', 'INVALID')
  }
  for (const [field, label] of [
    ['firstName', 'First name'],
    ['lastName', 'Last name'],
  ] as const) {
    if ((fields[field] ?? '').length > MAX_TEXT) {
      add(field, `${label} is too long (maximum is 255 characters)`, 'TOO_LONG')
    }
  }
  return problems
}

/** The fields as they are kept; those that were not given are left out. */
export function normalFields(fields: CustomerFields): Partial<CustomerState> {
  return {
    ...(fields.email === undefined ? {} : { email: normalEmail(fields.email) }),
    ...(fields.phone === undefined ? {} : { phone: normalPhone(fields.phone) }),
    ...(fields.firstName === undefined ? {} : { firstName: blankToNull(fields.firstName) }),
    ...(fields.lastName === undefined ? {} : { lastName: blankToNull(fields.lastName) }),
    ...(fields.note === undefined ? {} : { note: fields.note }),
    ...(fields.tags == null ? {} : { tags: normalTags(fields.tags) }),
    ...(fields.taxExempt == null ? {} : { taxExempt: fields.taxExempt }),
    ...(fields.taxExemptions == null ? {} : { taxExemptions: [...fields.taxExemptions] }),
    ...(fields.locale == null ? {} : { locale: fields.locale }),
  }
}

/** A customer about whom nothing is known yet. */
export function newCustomer(shop: Shop): CustomerState {
  const now = shop.clock.now()
  return {
    id: shop.ids.next('Customer'),
    email: null,
    phone: null,
    firstName: null,
    lastName: null,
    note: null,
    tags: [],
    taxExempt: false,
    taxExemptions: [],
    locale: LOCALE,
    state: 'DISABLED',
    emailConsent: NO_CONSENT,
    addresses: [],
    defaultAddress: null,
    metafields: [],
    createdAt: now,
    updatedAt: now,
  }
}
