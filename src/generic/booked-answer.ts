import { parseDecimal, type Decimal } from '#lib/decimal'
import type { BookedDocument } from '#model/held'
import { badSetting } from './failure-rules.ts'

/** What a system told about a document, field by field, before anybody looked whether it makes sense. */
export type ToldDocument = Readonly<
  Partial<Record<'externalId' | 'reference' | 'state' | 'total' | 'taxTotal' | 'rowIds' | 'url' | 'messages', unknown>>
>

const STATES = ['draft', 'issued', 'cancelled'] as const

/**
 * The document that a system told of. `where` is the place in the settings that says where each field stands.
 *
 * @throws {TillbridgeError} `ANSWER_PATH`: `rejected` after a read, `outcome-unknown` after a write.
 */
export function bookedFrom(told: ToldDocument, where: string, effect: 'read' | 'write'): BookedDocument {
  const wrong = (field: string, why: string): never => {
    throw badSetting('ANSWER_PATH', `${where}.${field}`, why, effect)
  }
  const state = told.state ?? 'issued'
  return {
    externalId: idOf(told.externalId) ?? wrong('externalId', 'there is no id of the document'),
    state: STATES.find((one) => one === state) ?? wrong('state', `${shown(state)} is none of ${STATES.join(', ')}`),
    total: amountOf(told.total, (why) => wrong('total', why)),
    taxTotal: amountOf(told.taxTotal, (why) => wrong('taxTotal', why)),
    rowIds: rowIdsOf(told.rowIds, (why) => wrong('rowIds', why)),
    url: typeof told.url === 'string' && told.url !== '' ? told.url : null,
    messages: (Array.isArray(told.messages) ? told.messages : [told.messages]).filter((one) => typeof one === 'string'),
  }
}

/** An id as short text, or `null` when it is none. */
export const idOf = (value: unknown): string | null => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' && value.length <= 200 ? value.trim() : null
}

function amountOf(value: unknown, wrong: (why: string) => never): Decimal | null {
  if (value === null || value === undefined || value === '') return null
  const amount = typeof value === 'string' || typeof value === 'number' ? parseDecimal(value) : null
  return amount ?? wrong(`${shown(value)} is no amount`)
}

function rowIdsOf(value: unknown, wrong: (why: string) => never): Readonly<Record<string, string>> {
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    return wrong('it must be an object: our row ids with those of the system')
  return Object.fromEntries(
    Object.entries(value).map(([row, id]) => [row, idOf(id) ?? wrong(`the id of the row "${row}" is ${shown(id)}`)]),
  )
}

export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
