import { z } from 'zod'
import type { Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { type ErpnextContext, insert, list } from './client.ts'
import { DOCUMENT_DOCTYPES, OWN_FIELDS, type OwnField } from './vendor.ts'

const customField = z.object({ dt: z.string(), fieldname: z.string(), unique: z.number().nullish() })

export type InstalledField = z.infer<typeof customField>

/** Our own fields that the site has. Reading them needs the right to read Custom Field. */
export function installedFields(context: ErpnextContext): Promise<InstalledField[]> {
  return list(context, 'Custom Field', customField, {
    fields: ['dt', 'fieldname', 'unique'],
    filters: [['fieldname', 'in', [...new Set(OWN_FIELDS.map((own) => own.field))]]],
  })
}

export const isInstalled = (own: OwnField, installed: readonly InstalledField[]): InstalledField | undefined =>
  installed.find((field) => field.dt === own.doctype && field.fieldname === own.field)

/** Installs our own fields. What is there already is left as it is. Needs the role System Manager. */
export async function prepare(context: ErpnextContext): Promise<readonly Finding[]> {
  const installed = await installedFields(context)
  const findings: Finding[] = []
  for (const own of OWN_FIELDS) {
    const present = isInstalled(own, installed)
    if (present === undefined) findings.push(await install(context, own))
    else findings.push(presentField(own, present))
  }
  return findings
}

/** What is to be said about a field of ours that exists. */
export function presentField(own: OwnField, present: InstalledField): Finding {
  if (own.unique && present.unique !== 1) {
    return {
      level: 'error',
      code: 'REFERENCE_FIELD_NOT_UNIQUE',
      message: `The field ${own.field} of ${own.doctype} does not refuse a second document with the same reference.`,
      remedy: `Tick "Unique" for the custom field ${own.label} of ${own.doctype} in ERPNext.`,
    }
  }
  return { level: 'ok', code: 'REFERENCE_FIELD_PRESENT', message: `${own.doctype} has the field ${own.field}.` }
}

async function install(context: ErpnextContext, own: OwnField): Promise<Finding> {
  const body = {
    dt: own.doctype,
    fieldname: own.field,
    label: own.label,
    fieldtype: 'Data',
    insert_after: own.after,
    read_only: 1,
    // Copies (returns, amendments) must not inherit a reference.
    no_copy: 1,
    // Documents that were there before us are submitted already when they get theirs.
    ...(DOCUMENT_DOCTYPES.includes(own.doctype) && own.unique ? { allow_on_submit: 1 } : {}),
    ...(own.unique ? { unique: 1, search_index: 1 } : { hidden: 1, print_hide: 1 }),
  }
  try {
    await insert(context, { doctype: 'Custom Field' }, body, z.object({ name: z.string() }))
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    if (/already exists/.test(error.message)) {
      return { level: 'ok', code: 'REFERENCE_FIELD_PRESENT', message: `${own.doctype} has the field ${own.field}.` }
    }
    return {
      level: 'error',
      code: 'REFERENCE_FIELD_NOT_INSTALLED',
      message: `The field ${own.field} could not be added to ${own.doctype}: ${error.message}`,
      remedy:
        error.code === 'PERMISSION_MISSING'
          ? 'Give the API user the role System Manager for this step, or let an administrator add the field.'
          : 'Mend what ERPNext objects to, then prepare the connection again.',
    }
  }
  return { level: 'ok', code: 'REFERENCE_FIELD_INSTALLED', message: `Added the field ${own.field} to ${own.doctype}.` }
}
