import { z } from 'zod'
import type { Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { amountItem, makeAmountItem } from './items.ts'
import type { OdooContext } from './memory.ts'
import { create, find } from './records.ts'
import { OWN_FIELDS, type OwnField } from './vendor.ts'

const fieldShape = z.object({ model: z.string(), name: z.string() })
const modelShape = z.object({ id: z.number(), model: z.string() })

/** Our own fields that the database has. */
export const installedFields = (context: OdooContext): Promise<z.infer<typeof fieldShape>[]> =>
  find(context, 'ir.model.fields', fieldShape, {
    domain: [['name', 'in', [...new Set(OWN_FIELDS.map(({ name }) => name))]]],
  })

export const isInstalled = (own: OwnField, installed: readonly z.infer<typeof fieldShape>[]): boolean =>
  installed.some((field) => field.model === own.model && field.name === own.name)

/** Adds our own fields and the item for amounts without goods. What is there already is left as it is. */
export async function prepare(context: OdooContext): Promise<readonly Finding[]> {
  const installed = await installedFields(context)
  const models = await find(context, 'ir.model', modelShape, {
    domain: [['model', 'in', [...new Set(OWN_FIELDS.map(({ model }) => model))]]],
  })
  const findings: Finding[] = []
  for (const own of OWN_FIELDS) {
    const model = models.find((one) => one.model === own.model)
    if (model === undefined || isInstalled(own, installed)) continue
    findings.push(await install(context, own, model.id))
  }
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
