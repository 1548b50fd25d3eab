import { z } from 'zod'
import type { ShipmentSource } from '#contract/shipments'
import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import { isPositive } from '#lib/decimal'
import type { Parcel, Shipment, ShipmentLine } from '#model/shipment'
import { type ErpnextContext, type Filters, list, read } from './client.ts'
import type { ErpnextSettings } from './settings.ts'
import { siteStamp, siteZone, utcOf } from './site-time.ts'
import { number, REFERENCE_FIELD } from './vendor.ts'

/** Deliveries: Delivery Notes, and Sales Invoices that move stock themselves. Source: README.md, "Deliveries". */
export const shipments: ShipmentSource<ErpnextSettings> = { changes, get, parse, findByName, deliveriesOf }

// As webhooks name papers of parcels.
const PARCEL_KEY = 'Shipment/'
const PAGE = 500

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)

const changedRow = z.object({ name: z.string(), modified: z.string(), creation: z.string().nullish() })
type ChangedRow = z.output<typeof changedRow>

async function* changes(
  context: ErpnextContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const zone = await siteZone(context)
  const range: Filters = [
    ['modified', '>=', siteStamp(since, zone)],
    // Where the zone is not known the stamp is too early to end with.
    ...(zone === null ? [] : [['modified', '<', siteStamp(until, zone)]]),
  ]
  const issued = [
    ['company', '=', context.settings.company],
    ['docstatus', 'in', [1, 2]],
    ['is_return', '=', 0],
  ]
  const utc = (stamp: string | null | undefined): string | null => utcOf(stamp, zone) ?? asUtc(stamp)
  const changeOf = ({ name, modified, creation }: ChangedRow): Change => ({
    key: name,
    name,
    updatedAt: utc(modified) ?? until.toISOString(),
    createdAt: utc(creation),
  })
  for await (const rows of changedPages(context, 'Delivery Note', [...issued, ...range])) yield rows.map(changeOf)
  const moving = [...issued, ['update_stock', '=', 1], ...range]
  for await (const rows of changedPages(context, 'Sales Invoice', moving)) yield rows.map(changeOf)
  for await (const papers of changedPages(context, 'Shipment', range)) {
    const notes = await notesOf(
      context,
      papers.map(({ name }) => name),
    )
    yield papers.flatMap((paper) =>
      notes
        .filter(({ parent }) => parent === paper.name)
        .map(({ delivery_note }) => ({ ...changeOf(paper), key: delivery_note, name: delivery_note, createdAt: null })),
    )
  }
}

/** By the time of their change; a row that changes meanwhile comes again at the end. */
async function* changedPages(
  context: ErpnextContext,
  doctype: string,
  filters: Filters,
): AsyncGenerator<readonly ChangedRow[]> {
  let last: ChangedRow | null = null
  for (;;) {
    const rows: ChangedRow[] = await list(context, doctype, changedRow, {
      fields: ['name', 'modified', 'creation'],
      filters: last === null ? filters : [...filters, ['modified', '>=', last.modified]],
      orderBy: 'modified asc, name asc',
      limit: PAGE,
    })
    if (rows.length > 0) yield rows
    const next = rows.at(-1)
    // A page of one instant cannot be passed by it.
    if (rows.length < PAGE || next === undefined || next.modified === last?.modified) return
    last = next
  }
}

const noteRow = z.object({ parent: z.string(), delivery_note: z.string() })

const notesOf = (context: ErpnextContext, papers: readonly string[]): Promise<z.output<typeof noteRow>[]> =>
  papers.length === 0
    ? Promise.resolve([])
    : list(context, 'Shipment Delivery Note', noteRow, {
        fields: ['parent', 'delivery_note'],
        filters: [['parent', 'in', papers]],
        parent: 'Shipment',
      })

async function deliveriesOf(context: ErpnextContext, key: string): Promise<readonly string[] | null> {
  if (!key.startsWith(PARCEL_KEY)) return null
  const notes = await notesOf(context, [key.slice(PARCEL_KEY.length)])
  return [...new Set(notes.map((row) => row.delivery_note))]
}

const itemRow = z.object({
  name: z.string(),
  item_code: z.string(),
  qty: number,
  warehouse: text,
  against_sales_order: text,
  so_detail: text,
  against_sales_invoice: text,
  si_detail: text,
  sales_order: text,
})
type ItemRow = z.output<typeof itemRow>

const delivery = z.looseObject({
  name: z.string(),
  docstatus: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  is_return: z.number().nullish(),
  update_stock: z.number().nullish(),
  creation: z.string(),
  modified: z.string(),
  posting_date: text,
  posting_time: text,
  lr_no: text,
  transporter: text,
  transporter_name: text,
  [REFERENCE_FIELD]: text,
  items: z.array(itemRow).default([]),
})
type Delivery = z.output<typeof delivery>

const STATES = { 0: 'draft', 1: 'issued', 2: 'cancelled' } as const

async function get(context: ErpnextContext, key: string): Promise<Shipment | null> {
  const note = await read(context, 'Delivery Note', key, delivery)
  const found = note ?? (await read(context, 'Sales Invoice', key, delivery))
  if (found === null || found.is_return === 1 || (note === null && found.update_stock !== 1)) return null
  const papers = note === null ? [] : await papersOf(context, key)
  return shipmentOf(context.settings, found, papers, await siteZone(context))
}

function shipmentOf(
  settings: ErpnextSettings,
  found: Delivery,
  papers: readonly Paper[],
  zone: string | null,
): Shipment {
  const utc = (stamp: string): string => utcOf(stamp, zone) ?? asUtc(stamp) ?? new Date(0).toISOString()
  const stamps = [found.modified, ...papers.map(({ modified }) => modified)].map(utc).sort()
  const isInvoice = found.update_stock != null
  return {
    externalId: found.name,
    name: found.name,
    shippedAt: found.posting_date === null ? utc(found.creation) : utc(`${found.posting_date} ${timeOf(found)}`),
    updatedAt: stamps.at(-1) ?? utc(found.modified),
    state: STATES[found.docstatus],
    reference: found[REFERENCE_FIELD],
    lines: found.items.map((row) => lineOf(row, found.name, isInvoice)),
    parcels: parcelsOf(settings, found, papers),
  }
}

/** `9:05:00` and `09:05:00.123456` are both written. */
const timeOf = ({ posting_time: time }: Delivery): string => (time ?? '00:00:00').replace(/^(\d):/, '0$1:').slice(0, 8)

const asUtc = (stamp: string | null | undefined): string | null => {
  const instant = stamp == null ? null : new Date(`${stamp.slice(0, 23).replace(' ', 'T')}Z`)
  return instant === null || Number.isNaN(instant.getTime()) ? null : instant.toISOString()
}

function lineOf(row: ItemRow, document: string, isInvoice: boolean): ShipmentLine {
  const { name: externalId, item_code: item, qty: quantity, warehouse: place } = row
  return {
    externalId,
    item,
    quantity,
    place,
    orderedBy: isPositive(quantity) ? orderOf(row, document, isInvoice) : null,
  }
}

/** The order's row, else the invoice's: goods may be delivered for either, and an invoice may deliver itself. */
function orderOf(row: ItemRow, document: string, isInvoice: boolean): ShipmentLine['orderedBy'] {
  const order = isInvoice ? row.sales_order : row.against_sales_order
  if (order !== null && row.so_detail !== null) return { externalId: order, rowExternalId: row.so_detail }
  if (isInvoice) return { externalId: document, rowExternalId: row.name }
  if (row.against_sales_invoice === null || row.si_detail === null) return null
  return { externalId: row.against_sales_invoice, rowExternalId: row.si_detail }
}

const paper = z.object({
  name: z.string(),
  modified: z.string(),
  carrier: text,
  service_provider: text,
  awb_number: text,
  tracking_url: text,
})
type Paper = z.output<typeof paper>

const papersOf = (context: ErpnextContext, note: string): Promise<Paper[]> =>
  list(context, 'Shipment', paper, {
    fields: ['name', 'modified', 'carrier', 'service_provider', 'awb_number', 'tracking_url'],
    filters: [
      ['Shipment Delivery Note', 'delivery_note', '=', note],
      ['docstatus', '<', 2],
    ],
    orderBy: 'creation asc',
  })

/** The site's own field where it has one, else the papers of the parcels, else what stands on the delivery. */
function parcelsOf({ trackingField }: ErpnextSettings, found: Delivery, papers: readonly Paper[]): Parcel[] {
  const carrier = found.transporter_name ?? found.transporter
  const own = trackingField === null ? null : textOf(found[trackingField])
  if (own !== null) return numbersIn(own).map((value) => ({ carrier, number: value, url: null }))
  const numbered = papers.flatMap((one) => {
    const numbers = numbersIn(one.awb_number)
    const url = numbers.length === 1 ? one.tracking_url : null
    return numbers.map((value) => ({ carrier: one.carrier ?? one.service_provider ?? carrier, number: value, url }))
  })
  return numbered.length > 0 ? numbered : numbersIn(found.lr_no).map((value) => ({ carrier, number: value, url: null }))
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null

/** Several numbers may stand in one field. */
const numbersIn = (value: string | null): string[] =>
  (value ?? '')
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

async function findByName(context: ErpnextContext, name: string): Promise<string | null> {
  const found = await get(context, name.trim())
  return found?.externalId ?? null
}

/** From a file: a Delivery Note as ERPNext shows it, alone or under `data`. */
function parse(settings: ErpnextSettings, payload: unknown): Shipment {
  const parsed = z.union([z.object({ data: delivery }).transform(({ data }) => data), delivery]).safeParse(payload)
  if (parsed.success) return shipmentOf(settings, parsed.data, [], null)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ERPNEXT_PAYLOAD_UNREADABLE',
    message: 'This is not a Delivery Note as ERPNext shows it.',
    remedy: 'Give what ERPNext answers when the document is read: { "data": { "name": …, "items": … } }.',
  })
}
