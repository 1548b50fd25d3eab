import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { SubscriptionFinding } from '#contract/webhooks'
import { TillbridgeError } from '#lib/errors'
import { type ErpnextContext, insert, list, update } from './client.ts'
import type { Meaning } from './webhooks.ts'

interface Wanted {
  readonly doctype: string
  readonly events: readonly string[]
  readonly tells: Meaning
  /** The field that names the record, where that is not the document's own name. */
  readonly key?: string
  readonly ofCompany: boolean
}

/**
 * What we want to be told. A Bin is written without events; the ledger entries behind it are not. Sales orders, which only reserve,
 * leave no ledger entry: they say that something moved.
 */
const WANTED: readonly Wanted[] = [
  { doctype: 'Stock Ledger Entry', events: ['after_insert'], tells: 'stock', key: 'item_code', ofCompany: true },
  {
    doctype: 'Stock Reservation Entry',
    events: ['on_submit', 'on_cancel', 'on_update_after_submit'],
    tells: 'stock',
    key: 'item_code',
    ofCompany: true,
  },
  {
    doctype: 'Sales Order',
    events: ['on_submit', 'on_cancel', 'on_update_after_submit', 'on_change'],
    tells: 'stock-moved',
    ofCompany: true,
  },
  { doctype: 'Purchase Order', events: ['on_submit', 'on_cancel'], tells: 'stock-moved', ofCompany: true },
  {
    doctype: 'Delivery Note',
    events: ['on_submit', 'on_cancel', 'on_update_after_submit'],
    tells: 'delivery',
    ofCompany: true,
  },
  {
    doctype: 'Shipment',
    events: ['on_submit', 'on_cancel', 'on_update_after_submit'],
    tells: 'shipment',
    ofCompany: false,
  },
  { doctype: 'Item', events: ['on_update', 'on_trash'], tells: 'product', ofCompany: false },
  { doctype: 'Item Price', events: ['on_update', 'on_trash'], tells: 'price', key: 'item_code', ofCompany: false },
  { doctype: 'Customer', events: ['on_update', 'on_trash'], tells: 'customer', ofCompany: false },
]

const present = z.object({
  name: z.string(),
  webhook_doctype: z.string().nullish(),
  webhook_docevent: z.string().nullish(),
  request_url: z.string().nullish(),
  webhook_json: z.string().nullish(),
  condition: z.string().nullish(),
  enabled: z.number().nullish(),
  enable_security: z.number().nullish(),
})
type Present = z.output<typeof present>

interface Row {
  readonly name: string
  readonly topic: string
  readonly fields: Readonly<Record<string, string | number>>
}

/**
 * Makes sure that a Webhook of ours stands in ERPNext for each event. Without a secret of the connection none is made: nobody could
 * tell our site from a stranger. Needs the role System Manager.
 */
export async function subscribe(
  context: ErpnextContext,
  { url }: { readonly url: string },
): Promise<SubscriptionFinding[]> {
  const { webhookSecret, company } = context.settings
  if (webhookSecret === undefined) return []
  const rows = WANTED.flatMap((wanted) =>
    wanted.events.map((event) => rowOf(wanted, event, { url, webhookSecret, company })),
  )
  const there = await list(context, 'Webhook', present, {
    fields: Object.keys(present.shape),
    filters: [['name', 'in', rows.map((row) => row.name)]],
  })
  const findings: SubscriptionFinding[] = []
  for (const row of rows) {
    const known = there.find((entry) => entry.name === row.name)
    const finding = await ensure(context, row, known, webhookSecret)
    if (finding !== null) findings.push(finding)
  }
  return findings
}

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

function rowOf(
  { doctype, tells, key, ofCompany }: Wanted,
  event: string,
  of: { readonly url: string; readonly webhookSecret: string; readonly company: string },
): Row {
  const field = (name: string): string => `{{ doc.${name} | tojson }}`
  const json = `{"tells": "${tells}", "event": "${event}", "doctype": "${doctype}", "name": ${field('name')}, "modified": "{{ doc.modified }}"${key === undefined ? '' : `, "key": ${field(key)}`}}`
  // A secret cannot be read back: its print in the address tells when it was replaced.
  const address = `${of.url}?key=${short(of.webhookSecret)}`
  return {
    // Names are chosen by whoever makes them, and one site may serve several connections of ours.
    name: `Tillbridge ${short(new URL(of.url).pathname)} ${doctype} ${event}`,
    topic: `${doctype} ${event}`,
    fields: {
      webhook_doctype: doctype,
      webhook_docevent: event,
      request_url: address,
      webhook_json: json,
      condition: ofCompany ? `doc.company == '${of.company.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : '',
      enabled: 1,
      enable_security: 1,
    },
  }
}

async function ensure(
  context: ErpnextContext,
  row: Row,
  there: Present | undefined,
  secret: string,
): Promise<SubscriptionFinding | null> {
  if (there !== undefined && isRight(row, there)) return { topic: row.topic, state: 'present' }
  const about = { doctype: 'Webhook' }
  const whole = {
    ...row.fields,
    request_method: 'POST',
    request_structure: 'JSON',
    timeout: 10,
    webhook_secret: secret,
    webhook_headers: [{ key: 'Content-Type', value: 'application/json' }],
  }
  try {
    if (there === undefined) await insert(context, about, { name: row.name, ...whole }, z.object({ name: z.string() }))
    else await update(context, about, row.name, whole)
    return { topic: row.topic, state: there === undefined ? 'created' : 'repaired' }
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    // Older versions, and sites without the module, lack a record type or two: then there is nothing to be told of.
    if (/^DocType .+ not found/.test(error.message)) return null
    return { topic: row.topic, state: 'failed', message: error.message }
  }
}

const isRight = (row: Row, there: Present): boolean =>
  Object.entries(row.fields).every(([field, value]) => (there[field as keyof Present] ?? '') === value)
