import { z } from 'zod'
import type { FoundDocument } from '#contract/target'
import type { DocumentKind } from '#model/documents'
import { TillbridgeError } from '#lib/errors'
import { type FieldNames, fieldMap, listMap, readTold, type Told } from './record-map.ts'
import { named, optionalNumber, optionalText, optionalTexts, quantity } from './record-values.ts'

/** Fields of a document that a search finds, whoever wrote it. */
export const FOUND_NAMES = {
  id: 'Its id.',
  numbers: 'Everything in it that may name an order or a payment: a list of texts, or one text.',
  total: 'With tax; positive in credit notes too.',
  taxTotal: 'Of it, the tax.',
  currency: 'ISO 4217, e.g. `SEK`.',
  date: 'Its own day, e.g. `2026-11-20`.',
  customer: 'The id of its customer, as `parties` finds it.',
  customerName: 'What the customer is called.',
  customerEmail: 'Where the customer is written to.',
  reference: 'Ours, where it holds one.',
  state: '`draft`, `issued` or `cancelled`; left out, `issued`.',
  url: 'Where a person opens it.',
} as const satisfies FieldNames
const FOUND_NEEDS = ['id', 'numbers', 'total', 'currency', 'date', 'reference']

/** Fields of a row with an item. */
export const FOUND_ROW_NAMES = {
  id: 'Its id.',
  item: 'The id of the item.',
  quantity: 'How many.',
  net: 'Without tax, after discounts.',
} as const satisfies FieldNames

/** How documents of a search are read. */
export const foundMap = {
  fields: fieldMap(FOUND_NAMES, FOUND_NEEDS),
  rows: listMap(FOUND_ROW_NAMES, ['id', 'item', 'quantity', 'net']).optional(),
} as const

const found = z.object({
  id: named,
  numbers: optionalTexts,
  total: quantity,
  taxTotal: optionalNumber,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as SEK'),
  date: z.preprocess(
    (value) => (value instanceof Date ? value.toISOString() : value),
    z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}/, 'must be a day such as 2026-11-20')
      .transform((text) => text.slice(0, 10)),
  ),
  customer: optionalText,
  customerName: optionalText,
  customerEmail: optionalText,
  reference: optionalText,
  state: z.enum(['draft', 'issued', 'cancelled']).nullish(),
  url: optionalText,
  rows: z.array(z.object({ id: named, item: named, quantity, net: quantity })).optional(),
})

/**
 * A document that a search found.
 *
 * @throws {TillbridgeError} `RECORD_UNREADABLE`: one that cannot be read is named, never left out.
 */
export function foundFrom(kind: DocumentKind, told: Told, where: string): FoundDocument {
  const { id, numbers, total, taxTotal, currency, date, state, reference, url, rows, ...party } = readTold(
    found,
    told,
    where,
  )
  return {
    kind,
    externalId: id,
    numbers: (numbers ?? []).filter((text) => text !== ''),
    total,
    taxTotal: taxTotal ?? null,
    currency,
    date,
    partyExternalId: party.customer ?? null,
    partyName: party.customerName ?? null,
    partyEmail: party.customerEmail ?? null,
    reference: reference ?? null,
    state: state ?? 'issued',
    rows: rows?.map(({ id: externalId, ...row }) => ({ externalId, ...row })) ?? null,
    url: url ?? null,
  }
}

/** Whether each kind of document that is described can be searched, or none: a comparison must not take one for missing. */
export const allOrNoneSearched = (
  documents: Readonly<Record<string, { readonly search?: unknown } | undefined>> | undefined,
): boolean => {
  const described = Object.values(documents ?? {}).filter((one) => one !== undefined)
  const searched = described.filter(({ search }) => search !== undefined)
  return searched.length === 0 || searched.length === described.length
}
export const ALL_OR_NONE = {
  message: 'describe search for every kind of document, or for none: a comparison would take the others for missing',
  path: ['documents'],
}

/** Our reference cannot be stored in what somebody else wrote. */
export const notStorable = (externalId: string, kind: DocumentKind): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_NOT_STORABLE',
    message: `The settings do not say how our reference gets into ${externalId}.`,
    remedy: `Describe documents.${kind}.adopt in the settings of the connection.`,
    subject: `document:${externalId}`,
  })

/** Another document has the reference already. */
export const takenByOther = (externalId: string, reference: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFERENCE_EXISTS',
    message: `Another document has the reference ${reference} already, so ${externalId} cannot have it.`,
    remedy: 'Look for that document in the system: one of the two is a duplicate.',
    subject: `document:${externalId}`,
  })
