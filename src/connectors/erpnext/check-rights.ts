import { z } from 'zod'
import type { Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { call, type ErpnextContext, list } from './client.ts'
import { installedFields, isInstalled, presentField } from './prepare.ts'
import { DOCUMENT_DOCTYPES, OWN_FIELDS, type OwnField, ROW_FIELD } from './vendor.ts'

interface Need {
  readonly doctype: string
  readonly rights: readonly string[]
  /** A right without which a part of the flow does not work, but the rest does. */
  readonly isOptional?: boolean
}

const need = (doctype: string, ...rights: string[]): Need => ({ doctype, rights })
const wanted = (doctype: string, ...rights: string[]): Need => ({ doctype, rights, isOptional: true })

const DOCUMENT_RIGHTS = ['create', 'submit', 'cancel', 'read'] as const
const ACCOUNTS = [
  need('Customer', 'create', 'read'),
  need('Address', 'create', 'read'),
  need('Contact', 'create', 'read'),
]

/** What each flow does in ERPNext. */
const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  orders: [...DOCUMENT_DOCTYPES.map((doctype) => need(doctype, ...DOCUMENT_RIGHTS)), ...ACCOUNTS],
  payouts: [need('Journal Entry', ...DOCUMENT_RIGHTS), need('Account', 'read')],
  inventory: [need('Bin', 'read'), need('Item', 'read'), need('Warehouse', 'read'), wanted('Product Bundle', 'read')],
  products: [
    need('Item', 'read', 'write'),
    wanted('Item', 'create'),
    wanted('Item Attribute', 'read', 'write', 'create'),
  ],
  'price-lists': [
    need('Item Price', 'read'),
    wanted('Item Price', 'write', 'create'),
    need('Price List', 'read'),
    need('Item', 'read'),
  ],
  customers: [
    need('Customer', 'read', 'write', 'create'),
    need('Contact', 'read', 'write', 'create'),
    need('Address', 'read', 'write', 'create'),
    need('Country', 'read'),
  ],
  fulfillments: [
    need('Delivery Note', 'read'),
    need('Sales Order', 'read'),
    need('Sales Invoice', 'read'),
    wanted('Shipment', 'read'),
  ],
}

/** Which of the roles that a new site has bring the rights to a record type. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^(Sales Order|Customer|Address|Contact|Country)$/, 'Sales User and Sales Manager'],
  [/^(Sales Invoice|Payment Entry|Journal Entry|Account)$/, 'Accounts User and Accounts Manager'],
  [/^(Delivery Note|Shipment|Bin|Warehouse)$/, 'Stock User'],
  [/^(Item|Item Attribute|Product Bundle)$/, 'Item Manager'],
  [/^(Item Price|Price List)$/, 'Sales Master Manager'],
  [/^Webhook$/, 'System Manager'],
]

/** Whether the API user may do what the connector does for these flows. */
export async function checkPermissions(context: ErpnextContext, flows: readonly string[]): Promise<Finding[]> {
  const { createMissingItems, webhookSecret } = context.settings
  const speaks = webhookSecret !== undefined && flows.some((flow) => flow !== 'orders' && flow !== 'payouts')
  const needs = [
    ...flows.flatMap((flow) => NEEDS[flow] ?? []),
    ...(createMissingItems && flows.includes('orders') ? [need('Item', 'create', 'read')] : []),
    ...(speaks ? [wanted('Webhook', 'read', 'write', 'create')] : []),
  ]
  const findings: Finding[] = []
  for (const [level, ofLevel] of [
    ['error', needs.filter(({ isOptional }) => isOptional !== true)],
    ['warning', needs.filter(({ isOptional }) => isOptional === true)],
  ] as const) {
    for (const doctype of new Set(ofLevel.map((one) => one.doctype))) {
      const rights = ofLevel.filter((one) => one.doctype === doctype).flatMap((one) => one.rights)
      findings.push(await checkRights(context, doctype, [...new Set(rights)], level))
    }
  }
  return findings
}

const permission = z.object({ has_permission: z.boolean() })

async function checkRights(
  context: ErpnextContext,
  doctype: string,
  rights: readonly string[],
  level: 'error' | 'warning',
): Promise<Finding> {
  const missing: string[] = []
  for (const right of rights) {
    // `docname` is a mandatory argument, also when no document is meant.
    const args = { doctype, docname: '', perm_type: right }
    const answer = await call(context, 'frappe.client.has_permission', args, { about: { doctype }, effect: 'read' })
    if (!permission.parse(answer).has_permission) missing.push(right)
  }
  if (missing.length === 0)
    return { level: 'ok', code: 'PERMISSION_GRANTED', message: `${doctype}: ${rights.join(', ')}.` }
  const roles = ROLES.find(([types]) => types.test(doctype))?.[1] ?? 'System Manager'
  return {
    level,
    code: 'PERMISSION_MISSING',
    message: `The API user may not ${missing.join(', ')} ${doctype} records.`,
    remedy:
      doctype === 'Webhook'
        ? `Give the user ${roles} while the webhooks are made, or let changes be found by search, minutes later.`
        : `Give the user ${roles}, or a role with these rights.`,
  }
}

/** Whether our own fields are installed and unique. */
export async function checkFields(context: ErpnextContext): Promise<Finding[]> {
  const installed = await unlessRefused(() => installedFields(context))
  if (installed === null) return fieldsByUse(context)
  return OWN_FIELDS.map((own) => {
    const present = isInstalled(own, installed)
    return present === undefined ? missingField(own) : presentField(own, present)
  })
}

/** Without the right to read Custom Fields: a filter on a field that does not exist is refused. */
async function fieldsByUse(context: ErpnextContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const own of OWN_FIELDS.filter((field) => field.unique)) {
    const query = { fields: ['name'], filters: [[own.field, '=', 'check']], limit: 1 }
    const rows = await unlessRefused(() => list(context, own.doctype, z.object({ name: z.string() }), query))
    if (rows === null) findings.push(missingField(own))
  }
  return findings
}

const missingField = (own: OwnField): Finding => ({
  level: own.field === ROW_FIELD ? 'warning' : 'error',
  code: own.field === ROW_FIELD ? 'ROW_FIELD_MISSING' : 'REFERENCE_FIELD_MISSING',
  message:
    own.field === ROW_FIELD
      ? `${own.doctype} lacks the field ${own.field}: rows of documents that are found again cannot be told apart.`
      : `${own.doctype} lacks the field ${own.field}, without which a document could be written twice.`,
  remedy: `Prepare the connection, or add a Data field "${own.field}"${own.unique ? ' with "Unique" and "No Copy"' : ''} to ${own.doctype} by hand.`,
})

/** An active workflow may keep a document from being submitted as it is created. */
export async function checkWorkflows(context: ErpnextContext): Promise<Finding[]> {
  const query = {
    fields: ['name', 'document_type'],
    filters: [
      ['document_type', 'in', DOCUMENT_DOCTYPES],
      ['is_active', '=', 1],
    ],
  }
  const shape = z.object({ name: z.string(), document_type: z.string() })
  const active = (await unlessRefused(() => list(context, 'Workflow', shape, query))) ?? []
  return active.map((workflow) => ({
    level: 'warning',
    code: 'WORKFLOW_ACTIVE',
    message: `The workflow "${workflow.name}" decides when a ${workflow.document_type} may be submitted.`,
    remedy: 'Deactivate it, or allow the API user every transition, or submitting will be refused.',
  }))
}

/** The result, or `null` when the API user may not ask or the server does not know. */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TillbridgeError && error.kind === 'rejected') return null
    throw error
  }
}
