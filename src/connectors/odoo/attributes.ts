import { z } from 'zod'
import type { OdooContext } from './memory.ts'
import { inAll } from './products.ts'
import { act, create, find, link } from './records.ts'

const named = z.object({ id: z.number(), name: z.string() })
const lineShape = z.object({ id: z.number(), attribute_id: link, value_ids: z.array(z.number()) })
const choiceShape = z.object({
  id: z.number(),
  attribute_id: link,
  product_attribute_value_id: link,
  ptav_active: z.boolean(),
})

/** A thing that customers choose by, with the ids of its values by their names. */
interface Choice {
  readonly attribute: number
  readonly values: ReadonlyMap<string, number>
}

/** The attribute of a name with these values; what is missing is made. */
async function ensureChoice(context: OdooContext, name: string, values: readonly string[]): Promise<Choice> {
  const inLanguage = { context: inAll(context) }
  const same = { domain: [['name', '=', name]], order: 'id', limit: 1, ...inLanguage }
  const [known] = await find(context, 'product.attribute', named, same)
  const attribute = known?.id ?? (await create(context, 'product.attribute', { name }))
  const domain = [['attribute_id', '=', attribute]]
  const held = await find(context, 'product.attribute.value', named, { domain, ...inLanguage })
  const ids = new Map(held.map((one) => [one.name, one.id]))
  for (const value of new Set(values))
    if (!ids.has(value))
      ids.set(value, await create(context, 'product.attribute.value', { name: value, attribute_id: attribute }))
  return { attribute, values: ids }
}

interface Option {
  readonly name: string
  readonly values: readonly string[]
}

/** The lines of a new article that its variants follow from. */
export async function newLines(context: OdooContext, options: readonly Option[]): Promise<unknown[]> {
  const lines: unknown[] = []
  for (const { name, values } of options) {
    const { attribute, values: ids } = await ensureChoice(context, name, values)
    lines.push([0, 0, { attribute_id: attribute, value_ids: [[6, 0, values.flatMap((one) => ids.get(one) ?? [])]] }])
  }
  return lines
}

/** Lets an article offer these values too. Odoo then makes the variants, and takes archived ones into use again. */
export async function addValues(context: OdooContext, article: number, options: readonly Option[]): Promise<void> {
  const lines = await find(context, 'product.template.attribute.line', lineShape, {
    domain: [['product_tmpl_id', '=', article]],
  })
  const commands: unknown[] = []
  for (const { name, values } of options) {
    const { attribute, values: ids } = await ensureChoice(context, name, values)
    const line = lines.find((one) => one.attribute_id === attribute)
    const missing = values
      .flatMap((value) => ids.get(value) ?? [])
      .filter((id) => line?.value_ids.includes(id) !== true)
    if (line !== undefined && missing.length > 0)
      commands.push([1, line.id, { value_ids: [...new Set(missing)].map((id) => [4, id]) }])
  }
  if (commands.length === 0) return
  const vals = { attribute_line_ids: commands }
  await act(context, 'product.template', 'write', [article], { args: { vals }, context: inAll(context) })
}

/** The values in use of an article, by the attribute's and the value's names. */
export async function choicesOf(
  context: OdooContext,
  article: number,
): Promise<(option: string, value: string) => number | null> {
  const rows = await find(context, 'product.template.attribute.value', choiceShape, {
    domain: [['product_tmpl_id', '=', article]],
  })
  const namesOf = async (model: string, ids: readonly (number | null)[]): Promise<ReadonlyMap<number, string>> => {
    const query = { domain: [['id', 'in', [...new Set(ids)]]], context: inAll(context) }
    return new Map((await find(context, model, named, query)).map(({ id, name }) => [id, name]))
  }
  const attributes = await namesOf(
    'product.attribute',
    rows.map((row) => row.attribute_id),
  )
  const values = await namesOf(
    'product.attribute.value',
    rows.map((row) => row.product_attribute_value_id),
  )
  return (option, value) =>
    rows.find(
      (row) =>
        row.ptav_active &&
        attributes.get(row.attribute_id ?? 0) === option &&
        values.get(row.product_attribute_value_id ?? 0) === value,
    )?.id ?? null
}
