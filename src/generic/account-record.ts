import { z } from 'zod'
import type { AccountChanges } from '#contract/accounts'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import { type FieldNames, fieldMap, listMap, readTold, type Told } from './record-map.ts'
import { named, optionalFlag, optionalStamp, optionalText, optionalTexts, stamp, toldOnly } from './record-values.ts'

/** Fields of a customer or company. */
export const ACCOUNT_NAMES = {
  id: 'Its id.',
  kind: '`person` or `company`.',
  updatedAt: 'When it was changed, with its zone.',
  createdAt: 'When it was made, with its zone.',
  name: 'What is shown.',
  firstName: 'Of a person.',
  lastName: 'Of a person.',
  email: 'Where it is written to.',
  phone: 'Where it is called.',
  language: 'In which it is written to, e.g. `sv`.',
  note: 'What people wrote about it.',
  tags: 'A list of words, or one text with commas.',
  taxExempt: 'Whether no tax is charged.',
  vatNumber: 'As registered.',
  number: "The merchant's own number of it.",
  paymentTerms: "When it has to pay, in the system's words.",
  priceList: 'The id of the list that it buys by.',
  marketingConsent: 'Whether it agreed to advertising.',
} as const satisfies FieldNames

/** Fields of an address. */
export const ACCOUNT_ADDRESS_NAMES = {
  id: 'Its id.',
  firstName: 'Who is meant there.',
  lastName: 'Who is meant there.',
  company: 'Who is meant there.',
  line1: 'Street and number.',
  line2: 'What else stands there.',
  postalCode: 'Post code.',
  city: 'Town.',
  province: 'Province or state.',
  countryCode: 'Two letters, e.g. `SE`.',
  phone: 'Where somebody there is called.',
  isDefault: 'Whether it is the main one.',
} as const satisfies FieldNames

/** Fields of who may order for a company. */
export const CONTACT_NAMES = {
  id: 'Its id.',
  firstName: 'First name.',
  lastName: 'Last name.',
  email: 'Where it is written to.',
  phone: 'Where it is called.',
} as const satisfies FieldNames

/** How accounts are read from records. */
export const accountMap = {
  fields: fieldMap(ACCOUNT_NAMES, ['id', 'kind', 'updatedAt', 'name']).describe(
    'Our fields, each with where it is in the record of a customer.',
  ),
  addresses: listMap(ACCOUNT_ADDRESS_NAMES, ['id', 'line1', 'city', 'countryCode']).optional(),
  contacts: listMap(CONTACT_NAMES, ['id']).optional().describe('Of companies: who may order for them.'),
} as const

/** Fields that a system may be told of. */
export const ACCOUNT_FIELDS = [
  'name',
  'firstName',
  'lastName',
  'email',
  'phone',
  'language',
  'note',
  'tags',
  'taxExempt',
  'vatNumber',
  'number',
  'paymentTerms',
  'priceList',
  'marketingConsent',
  'addresses',
] as const satisfies readonly (keyof AccountChanges)[]

const account = z.object({
  id: named,
  kind: z.enum(['person', 'company']),
  updatedAt: stamp,
  createdAt: optionalStamp,
  name: named,
  firstName: optionalText,
  lastName: optionalText,
  email: optionalText,
  phone: optionalText,
  language: optionalText,
  note: optionalText,
  tags: optionalTexts,
  taxExempt: optionalFlag,
  vatNumber: optionalText,
  number: optionalText,
  paymentTerms: optionalText,
  priceList: optionalText,
  marketingConsent: optionalFlag,
  addresses: z
    .array(
      z.object({
        id: named,
        firstName: optionalText,
        lastName: optionalText,
        company: optionalText,
        line1: optionalText,
        line2: optionalText,
        postalCode: optionalText,
        city: optionalText,
        province: optionalText,
        countryCode: z
          .string()
          .regex(/^[A-Za-z]{2}$/, 'must be a country code such as SE')
          .transform((code) => code.toUpperCase())
          .nullish(),
        phone: optionalText,
        isDefault: optionalFlag,
      }),
    )
    .optional(),
  contacts: z
    .array(
      z.object({
        id: named,
        firstName: optionalText,
        lastName: optionalText,
        email: optionalText,
        phone: optionalText,
      }),
    )
    .optional(),
})
type ToldAccount = z.output<typeof account>

/**
 * The account that a record tells.
 *
 * @throws {TillbridgeError} `RECORD_UNREADABLE`.
 */
export function accountFrom(told: Told, where: string): Account {
  const { id, createdAt, tags, taxExempt, addresses, contacts, ...rest } = readTold(account, told, where)
  const { kind, updatedAt, name, ...optional } = rest
  return {
    ...toldOnly(optional),
    externalId: id,
    kind,
    updatedAt,
    name,
    createdAt: createdAt ?? null,
    ...(tags == null ? {} : { tags }),
    ...(taxExempt == null ? {} : { taxExempt }),
    addresses: addressesOf(addresses ?? []),
    ...(kind === 'company' && contacts !== undefined ? { contacts: contacts.map(contactOf) } : {}),
  }
}

const addressesOf = (addresses: NonNullable<ToldAccount['addresses']>): Account['addresses'] => {
  const main = addresses.findIndex(({ isDefault }) => isDefault === true)
  return addresses.map(({ id, ...parts }, index) => ({
    externalId: id,
    isDefault: index === Math.max(main, 0),
    address: {
      firstName: parts.firstName ?? null,
      lastName: parts.lastName ?? null,
      company: parts.company ?? null,
      line1: parts.line1 ?? null,
      line2: parts.line2 ?? null,
      postalCode: parts.postalCode ?? null,
      city: parts.city ?? null,
      province: parts.province ?? null,
      countryCode: parts.countryCode ?? null,
      phone: parts.phone ?? null,
    },
  }))
}

const contactOf = ({ id, firstName, lastName, email, phone }: NonNullable<ToldAccount['contacts']>[number]) => ({
  externalId: id,
  firstName: firstName ?? null,
  lastName: lastName ?? null,
  email: email ?? null,
  phone: phone ?? null,
})

type Keys = Pick<Account, 'kind' | 'email' | 'vatNumber' | 'number'>

/** By what an account may be looked up beside our reference; never a name or a phone number. */
export const strongKeys = ({ kind, email, vatNumber, number }: Keys) => ({
  email: kind === 'person' ? normalEmail(email) : null,
  vatNumber: kind === 'company' ? (vatNumber ?? null) : null,
  number: kind === 'company' ? (number ?? null) : null,
})

const plain = (text: string): string => text.replace(/[\s.-]/g, '').toUpperCase()

/** Whether a strong key says that two accounts are one. */
export function isSameAccount(a: Keys, b: Keys): boolean {
  if (a.kind !== b.kind) return false
  const [one, other] = [strongKeys(a), strongKeys(b)]
  if (one.email !== null && one.email === other.email) return true
  return (['vatNumber', 'number'] as const).some((key) => {
    const [mine, theirs] = [one[key], other[key]]
    return mine !== null && theirs !== null && plain(mine) === plain(theirs)
  })
}

/**
 * The one of these that is the account; `null` = none of them is, `undefined` = none was found at all.
 *
 * @throws {TillbridgeError} `CUSTOMER_AMBIGUOUS`.
 */
export function theOne(found: readonly Account[], wanted: Account): Account | null | undefined {
  if (found.length === 0) return undefined
  const same = found.filter((one) => isSameAccount(one, wanted))
  if (same.length > 1) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'CUSTOMER_AMBIGUOUS',
      message: `Several customers fit ${wanted.name}: ${same.map(({ externalId }) => externalId).join(', ')}.`,
      remedy: 'Merge them in the system, or let accounts.find in the settings ask more exactly.',
      subject: `customer:${wanted.externalId}`,
    })
  }
  return same[0] ?? null
}
