import type { Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { call, serverVersion } from './client.ts'
import { journalOf, named, pick, priceLists, unknown, warehouseOf } from './facts.ts'
import { amountItem } from './items.ts'
import { analyticFields } from './lines.ts'
import type { OdooContext } from './memory.ts'
import { missingFields } from './prepare.ts'
import { unknownAmountItem } from './refusals.ts'

interface Need {
  readonly model: string
  readonly operations: readonly ('read' | 'write' | 'create')[]
  /** The app that brings it. */
  readonly app: string
  /** The right that gives it, as Odoo shows it at a user. */
  readonly right: string
}

const ALL = ['read', 'write', 'create'] as const

/** What Odoo calls the right to write invoices and payments. */
const BILLING = {
  16: 'Invoicing: Billing',
  17: 'Invoicing: Billing',
  18: 'Invoicing: Invoicing',
  19: 'Accounting: Invoicing',
}
const SALES = 'Sales: Administrator'
const STOCK = 'Inventory: User'

const needsFor = (billing: string): Readonly<Record<string, readonly Need[]>> => ({
  orders: [
    { model: 'sale.order', operations: ALL, app: 'Sales', right: SALES },
    { model: 'account.move', operations: ALL, app: 'Invoicing', right: billing },
    { model: 'account.payment', operations: ALL, app: 'Invoicing', right: billing },
    { model: 'res.partner', operations: ALL, app: 'Contacts', right: 'Contact Creation' },
    { model: 'product.product', operations: ['read'], app: 'Sales', right: SALES },
    { model: 'stock.picking', operations: ALL, app: 'Inventory', right: STOCK },
  ],
  payouts: [{ model: 'account.move', operations: ALL, app: 'Invoicing', right: billing }],
  inventory: [{ model: 'stock.quant', operations: ['read'], app: 'Inventory', right: STOCK }],
  fulfillments: [{ model: 'stock.picking', operations: ['read'], app: 'Inventory', right: STOCK }],
  products: [{ model: 'product.template', operations: ALL, app: 'Sales', right: SALES }],
  'price-lists': [{ model: 'product.pricelist.item', operations: ALL, app: 'Sales', right: SALES }],
  customers: [{ model: 'res.partner', operations: ALL, app: 'Contacts', right: 'Contact Creation' }],
})

/** Whether the API user may do what the flows need, each right named once. */
export async function checkRights(context: OdooContext, flows: readonly string[]): Promise<Finding[]> {
  const known = needsFor(BILLING[context.settings.version])
  const needs = new Map(flows.flatMap((flow) => known[flow] ?? []).map((need) => [need.model, need]))
  const findings: Finding[] = []
  for (const need of needs.values()) {
    const missing = await missingRight(context, need)
    if (missing !== null) findings.push(missing)
  }
  return findings.length > 0
    ? findings
    : [{ level: 'ok', code: 'PERMISSIONS', message: 'The API user has its rights.' }]
}

async function missingRight(context: OdooContext, { model, operations, app, right }: Need): Promise<Finding | null> {
  try {
    for (const operation of operations) {
      if (await mayDo(context, model, operation)) continue
      return {
        level: 'error',
        code: 'PERMISSION_MISSING',
        message: `The API user may not ${operation} ${model}.`,
        remedy: `Give the API user the right “${right}” in Odoo (Settings, Users).`,
      }
    }
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.code !== 'APP_MISSING') throw error
    return {
      level: 'error',
      code: 'APP_MISSING',
      message: `This Odoo has no ${model}: the app ${app} is not installed.`,
      remedy: `Install the app ${app} in Odoo, or switch off what needs it.`,
    }
  }
  return null
}

async function mayDo(context: OdooContext, model: string, operation: string): Promise<boolean> {
  const isLater = serverVersion(context.settings) >= 18
  const asked = isLater
    ? { method: 'has_access', ids: [], args: { operation } }
    : { method: 'check_access_rights', args: { operation, raise_exception: false } }
  return (await call(context, { model, effect: 'read', ...asked })) === true
}

/** Whether our own fields and the item for amounts without goods are there. */
export async function checkFields(context: OdooContext): Promise<Finding[]> {
  const missing = await missingFields(context)
  const findings: Finding[] = missing.map(({ model, name }) => ({
    level: 'error',
    code: 'REFERENCE_FIELD_MISSING',
    message: `${model} has no field ${name}.`,
    remedy: 'Prepare the connection, which adds it, or let an administrator add it.',
  }))
  const item = (await amountItem(context)) === null ? [warning(unknownAmountItem(context.settings.amountItem))] : []
  return [...findings, ...item]
}

const warning = (error: TillbridgeError): Finding => ({
  level: 'warning',
  code: error.code,
  message: error.message,
  ...(error.remedy === null ? {} : { remedy: error.remedy }),
})

/** Whether everything that the settings name is there. */
export async function checkNames(context: OdooContext): Promise<Finding[]> {
  const { warehouse, salesJournal, generalJournal, priceList } = context.settings
  const looks: readonly (() => Promise<unknown>)[] = [
    () => journalOf(context, salesJournal, 'sale'),
    () => journalOf(context, generalJournal, 'general'),
    ...(warehouse === null ? [] : [() => warehouseOf(context, warehouse)]),
    ...(priceList === null ? [] : [() => priceListNamed(context, priceList)]),
    () => analyticFields(context),
  ]
  const findings: Finding[] = []
  for (const look of looks) {
    try {
      await look()
    } catch (error) {
      if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
      findings.push({ ...warning(error), level: 'error' })
    }
  }
  return findings
}

async function priceListNamed(context: OdooContext, name: string): Promise<void> {
  const found = await pick(context, priceLists, 'product.pricelist', (one) => named(one, name))
  if (found === undefined) throw unknown('price list', name)
}
