import { z } from 'zod'
import type { Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { amountItem, makeAmountItem } from './items.ts'
import { fieldNames } from './known-fields.ts'
import { forget, type OdooContext } from './memory.ts'
import { create, find } from './records.ts'
import { OWN_FIELDS, type OwnField } from './vendor.ts'

const modelShape = z.object({ id: z.number(), model: z.string() })

/** Our own fields that the database lacks, as anybody sees who may read the records; models of apps that are missing are left out. */
export async function missingFields(context: OdooContext): Promise<readonly OwnField[]> {
  const missing: OwnField[] = []
  for (const own of OWN_FIELDS) {
    const known = await fieldNames(context, own.model).catch((error: unknown) => {
      if (error instanceof TillbridgeError && error.kind === 'rejected') return null
      throw error
    })
    if (known !== null && !known.has(own.name)) missing.push(own)
  }
  return missing
}

/** Adds our own fields and the item for amounts without goods. What is there already is left as it is. */
export async function prepare(context: OdooContext): Promise<readonly Finding[]> {
  forget(context, 'fields:')
  const missing = await missingFields(context)
  const findings: Finding[] = []
  const names = [...new Set(missing.map(({ model }) => model))]
  const models =
    names.length === 0 ? [] : await find(context, 'ir.model', modelShape, { domain: [['model', 'in', names]] })
  for (const own of missing) {
    const model = models.find((one) => one.model === own.model)
    if (model !== undefined) findings.push(await install(context, own, model.id))
  }
  forget(context, 'fields:')
  if (findings.length === 0)
    findings.push({ level: 'ok', code: 'REFERENCE_FIELD_PRESENT', message: 'Odoo has the fields of Tillbridge.' })
  if ((await amountItem(context)) === null) {
    await makeAmountItem(context)
    findings.push({ level: 'ok', code: 'AMOUNT_ITEM_MADE', message: `Added the item ${context.settings.amountItem}.` })
  }
  return findings
}

async function install(context: OdooContext, own: OwnField, model: number): Promise<Finding> {
  const name = `${own.name} of ${own.model}`
  try {
    await create(context, 'ir.model.fields', {
      model_id: model,
      name: own.name,
      field_description: own.label,
      ttype: 'char',
      index: true,
      // Copies and reversals must not inherit a reference.
      copied: false,
    })
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    // Until 17 a payment takes over the fields of its entry.
    if (/must be unique per model/.test(error.message))
      return { level: 'ok', code: 'REFERENCE_FIELD_PRESENT', message: `Odoo has the field ${name}.` }
    return {
      level: 'error',
      code: 'REFERENCE_FIELD_NOT_INSTALLED',
      message: `The field ${name} could not be added: ${error.message}`,
      remedy:
        'Give the API user the right Administration / Settings for this step, or let an administrator add the field.',
    }
  }
  return { level: 'ok', code: 'REFERENCE_FIELD_INSTALLED', message: `Added the field ${name}.` }
}
