import { z } from 'zod'
import type { Finding } from '#contract/check'
import { unlessRefused } from './check-rights.ts'
import { type ErpnextContext, list } from './client.ts'

/** Whether the site has the fields of Item that the settings name: with one too many no item could be read. */
export async function checkItemFields(context: ErpnextContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const field of context.settings.itemFields) {
    const query = { fields: ['name', field], limit: 1 }
    const rows = await unlessRefused(() => list(context, 'Item', z.object({ name: z.string() }), query))
    if (rows === null) findings.push(missing(field))
  }
  return findings
}

const missing = (field: string): Finding => ({
  level: 'error',
  code: 'ITEM_FIELD_MISSING',
  message: `Item has no field "${field}", which the setting itemFields names: no item can be read.`,
  remedy: 'Add the field to Item in ERPNext (Customize Form), or take it out of itemFields.',
})
