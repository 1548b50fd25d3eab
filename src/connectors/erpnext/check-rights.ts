import { z } from 'zod'
import type { Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { call, type ErpnextContext, list } from './client.ts'
import { installedFields, isInstalled, presentField } from './prepare.ts'
import { DOCUMENT_DOCTYPES, OWN_FIELDS, type OwnField, ROW_FIELD } from './vendor.ts'

const DOCUMENT_RIGHTS = ['create', 'submit', 'cancel', 'read'] as const
const RECORD_RIGHTS = ['create', 'read'] as const

/** Whether the API user may do what the connector does. */
export async function checkPermissions(context: ErpnextContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const doctype of DOCUMENT_DOCTYPES) findings.push(await checkRights(context, doctype, DOCUMENT_RIGHTS))
  const records = ['Customer', 'Address', 'Contact', ...(context.settings.createMissingItems ? ['Item'] : [])]
  for (const doctype of records) findings.push(await checkRights(context, doctype, RECORD_RIGHTS))
  return findings
}

const permission = z.object({ has_permission: z.boolean() })

async function checkRights(context: ErpnextContext, doctype: string, rights: readonly string[]): Promise<Finding> {
  const missing: string[] = []
  for (const right of rights) {
    // `docname` is a mandatory argument, also when no document is meant.
    const args = { doctype, docname: '', perm_type: right }
    const answer = await call(context, 'frappe.client.has_permission', args, { about: { doctype }, effect: 'read' })
    if (!permission.parse(answer).has_permission) missing.push(right)
  }
  if (missing.length === 0)
    return { level: 'ok', code: 'PERMISSION_GRANTED', message: `${doctype}: ${rights.join(', ')}.` }
  return {
    level: 'error',
    code: 'PERMISSION_MISSING',
    message: `The API user may not ${missing.join(', ')} ${doctype} records.`,
    remedy:
      'Give the user Sales User, Sales Manager, Stock User, Accounts User, Accounts Manager and Item Manager, or roles with these rights.',
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
