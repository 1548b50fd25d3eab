import { dateIn } from '#lib/clock'
import { isNegative } from '#lib/decimal'
import type { Capabilities } from '#model/capabilities'
import {
  type DocumentKind,
  isSalesDocument,
  type Party,
  type SalesDocument,
  type SalesRow,
  type TargetDocument,
} from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Facts } from '#books/facts'
import type { Policies } from '#books/policies'
import * as reasons from '#books/reasons'
import type { Reason } from '#books/reasons'
import { sheetOf } from '#books/rows'

/** One change to the target. */
export type Write =
  | { readonly action: 'create'; readonly document: TargetDocument }
  | { readonly action: 'cancel'; readonly held: HeldDocument }
  /** A sales order that stands, held or created before this. */
  | { readonly action: 'close'; readonly reference: string }

export interface DeskInput {
  readonly order: Order
  readonly facts: Facts
  readonly policies: Policies
  readonly held: readonly HeldDocument[]
  /** Key of the integration; the first part of every reference. */
  readonly scope: string
  readonly capabilities: Capabilities
  /** The day of the run in the shop's zone; `null` = not known, nothing depends on it. */
  readonly today: string | null
  /** The last day that the target has closed, beside the policy's own; `null` = none. */
  readonly closedUntil: string | null
  readonly party: Party
  /** Where the goods go; the country of rows for which no tax is stated. */
  readonly country: string | null
}

/**
 * Where the next documents are laid out: what the target holds, and what was decided to write, in order. A refusal ends the work.
 */
export interface Desk extends DeskInput {
  readonly writes: Write[]
  refusal: Reason | null
  /** A sales order that says something else than the order by now and stays as it is, because goods left on it. */
  frozenOrder: string | null
}

export const openDesk = (input: DeskInput): Desk => ({ ...input, writes: [], refusal: null, frozenOrder: null })

export const dayOf = ({ order }: Pick<Desk, 'order'>, instant: string): string =>
  dateIn(order.timeZone, new Date(instant))

/** What is in force after the writes so far: held and not cancelled, then what is to be written. */
export function inForce({ held, writes }: Desk): TargetDocument[] {
  const gone = new Set(writes.flatMap((write) => (write.action === 'cancel' ? [write.held.reference] : [])))
  const kept = held.filter((one) => one.state === 'issued' && !gone.has(one.reference)).map((one) => one.document)
  return [...kept, ...writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))]
}

export const salesInForce = (desk: Desk, ...kinds: readonly DocumentKind[]): SalesDocument[] =>
  inForce(desk).filter((document) => isSalesDocument(document) && kinds.includes(document.kind)) as SalesDocument[]

export const issued = ({ held }: Pick<Desk, 'held'>, ...kinds: readonly DocumentKind[]): HeldDocument[] =>
  held.filter((one) => one.state === 'issued' && kinds.includes(one.kind))

/** `scope:kind:id`: derived from the record alone, so that anybody can find the document again. */
export const reference = ({ scope }: Pick<Desk, 'scope'>, kind: DocumentKind, source: string): string =>
  `${scope}:${kind}:${source}`

/** Whether a sales order is closed, so that nothing may follow it. */
export const isOrderClosed = ({ held }: Pick<Desk, 'held'>, order: string): boolean =>
  held.some((one) => one.reference === order && one.closed === true)

/** The reference without its number: `…:invoice:5501#2` → `…:invoice:5501`. */
export const firstReference = (text: string): string => text.replace(/#\d+$/, '')

/** The next reference of a kind for a source. References are never used twice, not even after a cancellation. */
export function nextReference(desk: Desk, kind: DocumentKind, source: string): string {
  const first = reference(desk, kind, source)
  const known = [
    ...desk.held.map((one) => one.reference),
    ...desk.writes.flatMap((write) => (write.action === 'create' ? [write.document.reference] : [])),
  ]
  const used = known
    .filter((one) => firstReference(one) === first)
    .map((one) => Number(/#(\d+)$/.exec(one)?.[1] ?? '1'))
  return used.length === 0 ? first : `${first}#${Math.max(...used) + 1}`
}

/** Lays a document on the desk, dated as the periods allow; refuses what the target cannot hold. */
export function create(desk: Desk, document: TargetDocument): void {
  if (desk.refusal !== null) return
  const { capabilities, order } = desk
  const dated = datedFor(desk, document)
  if (dated === null) {
    desk.refusal = reasons.periodClosed(order, document.date, closedUntil(desk) ?? '')
  } else if (!capabilities.kinds.includes(document.kind)) {
    desk.refusal = reasons.kindNotSupported(order, document.kind)
  } else if (isSalesDocument(document) && isTotalBelowZero(document, capabilities)) {
    desk.refusal = reasons.negativeTotal(order, document.kind)
  } else if (isSalesDocument(document) && isRowBelowZero(document, capabilities)) {
    desk.refusal = reasons.negativeRows(order, document.kind)
  } else if (isSalesDocument(document) && document.rows.length > (capabilities.maximumRows ?? Infinity)) {
    desk.refusal = reasons.tooManyRows(order, document.rows.length, capabilities.maximumRows ?? 0)
  } else {
    desk.writes.push({ action: 'create', document: dated })
  }
}

/** Only some targets take an invoice below zero, and none anything else. */
const isTotalBelowZero = ({ kind, total }: SalesDocument, { negativeInvoices }: Capabilities): boolean =>
  isNegative(total) && (kind !== 'invoice' || !negativeInvoices)

/** In a document below zero, rows are. */
const isRowBelowZero = ({ rows, total }: SalesDocument, { negativeRows }: Capabilities): boolean =>
  !negativeRows && !isNegative(total) && rows.some((row) => isNegative(row.net))

/** Takes held documents back, all or none. Answers whether the target allows it: nothing that is booked leaves a closed period. */
export function cancel(desk: Desk, ...documents: readonly HeldDocument[]): boolean {
  const closed = closedUntil(desk)
  const stays = ({ kind, document }: HeldDocument): boolean =>
    (closed !== null && document.date <= closed && kind !== 'sales-order') || !desk.capabilities.cancels.includes(kind)
  if (documents.some(stays)) return false
  desk.writes.push(...documents.map((held) => ({ action: 'cancel', held }) as const))
  return true
}

function closedUntil({ policies, closedUntil: targets }: Desk): string | null {
  const days = [policies.closedPeriods.until, targets].flatMap((day) => day ?? [])
  return days.sort().at(-1) ?? null
}

/** The document on a day that is open, saying when it happened; `null` when a person has to decide. */
function datedFor(desk: Desk, document: TargetDocument): TargetDocument | null {
  const closed = closedUntil(desk)
  const { policies, capabilities, today } = desk
  const isClosed = closed !== null && document.date <= closed
  if (isClosed && policies.closedPeriods.dating === 'hold') return null
  const open = isClosed ? dayAfter(closed) : document.date
  const date = capabilities.backDating || today === null || open >= today ? open : today
  return date === document.date ? document : moved(document, date)
}

function moved(document: TargetDocument, date: string): TargetDocument {
  const happenedOn = document.happenedOn ?? document.date
  if (!isSalesDocument(document)) return { ...document, date, happenedOn }
  return {
    ...document,
    date,
    happenedOn,
    dueOn: document.dueOn !== null && document.dueOn < date ? date : document.dueOn,
  }
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

export interface SalesHead {
  readonly kind: SalesDocument['kind']
  readonly reference: string
  readonly date: string
  readonly basedOn: string | null
  readonly dueOn: string | null
  readonly cause?: string
}

/** A sales document of the order: what all of them share, and its rows with their sums. */
export function salesDocument(desk: Desk, head: SalesHead, rows: readonly SalesRow[]): SalesDocument {
  const { order, facts, policies, party, country } = desk
  const storeMode = order.taxesIncluded ? 'gross' : 'net'
  return {
    ...head,
    ...sheetOf(rows, country, facts.taxesIncluded),
    orderName: order.name,
    currency: facts.currency,
    party,
    purchaseOrderNumber: order.purchaseOrderNumber,
    priceMode: policies.priceMode === 'store' ? storeMode : policies.priceMode,
    remarks: order.note,
  }
}

/** Never before the document itself, which no ledger takes. */
export function dueOn({ order, policies }: Pick<Desk, 'order' | 'policies'>, date: string): string | null {
  const agreed = order.paymentTerms?.dueAt ?? (policies.dueDays === null ? null : daysAfter(date, policies.dueDays))
  return agreed !== null && agreed < date ? date : agreed
}

function daysAfter(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}
