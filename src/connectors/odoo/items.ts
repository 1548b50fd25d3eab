import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import { codeField } from './item-codes.ts'
import { forget, type OdooContext, remembered } from './memory.ts'
import { act, create, find, text } from './records.ts'
import { REFERENCE, service, storable } from './vendor.ts'

const itemShape = z.object({
  id: z.number(),
  default_code: text,
  barcode: text,
  active: z.boolean(),
  [REFERENCE]: text,
})
type ItemRow = z.infer<typeof itemShape>

/** The ids of items by their codes; those that are known need no call. */
export async function itemIds(
  context: OdooContext,
  codes: readonly string[],
  titleOf: (code: string) => string = (code) => code,
): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(codes)]
  const found = new Map<string, number>()
  const missing: string[] = []
  for (const code of wanted) {
    const known = await remembered<number | null>(context, itemKey(code), async () => null)
    if (known === null) missing.push(code)
    else found.set(code, known)
  }
  if (missing.length === 0) return found
  const rows = await find(context, 'product.product', itemShape, {
    domain: [[codeField(context.settings), 'in', missing]],
  })
  for (const code of missing) {
    const id = onlyOne(context, code, rows) ?? (await makeMissing(context, code, titleOf(code)))
    remember(context, code, id)
    found.set(code, id)
  }
  return found
}

const itemKey = (code: string): string => `item:${code}`

/** Ids of items are asked for anew, e.g. after Odoo said that one is gone. */
export function forgetItems(context: OdooContext): void {
  forget(context, 'item:')
  forget(context, 'making:')
}

function remember(context: OdooContext, code: string, id: number): void {
  forget(context, itemKey(code))
  void remembered(context, itemKey(code), async () => id)
}

function onlyOne(context: OdooContext, code: string, rows: readonly ItemRow[]): number | null {
  const hits = rows.filter((row) => row.active && row[codeField(context.settings)] === code)
  const [first, second] = hits
  if (second === undefined) return first?.id ?? null
  // Two runs may have made the same item at once: the older one counts.
  const ours = hits.filter((row) => row[REFERENCE] === ownReference(code)).map(({ id }) => id)
  if (ours.length === hits.length) return Math.min(...ours)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ITEM_AMBIGUOUS',
    message: `Several items in Odoo have the code ${code}.`,
    remedy: 'Give each its own internal reference in Odoo, or map the SKU to another code.',
    subject: `item:${code}`,
  })
}

const ownReference = (code: string): string => `item:${code}`

/** Orders that run at the same time wait for one making. */
function makeMissing(context: OdooContext, code: string, title: string): Promise<number> {
  const { settings } = context
  if (!settings.createMissingItems) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'ITEM_UNKNOWN',
      message: `Odoo has no item ${code}.`,
      remedy: 'Add the item in Odoo with this internal reference, or map the SKU to another one.',
      subject: `item:${code}`,
    })
  }
  return remembered(context, `making:${code}`, async () => {
    const made = await create(context, 'product.product', {
      name: title,
      [codeField(context.settings)]: code,
      ...storable(settings),
      invoice_policy: 'order',
      [REFERENCE]: ownReference(code),
    })
    const domain = [[codeField(context.settings), '=', code]]
    const first = onlyOne(context, code, await find(context, 'product.product', itemShape, { domain })) ?? made
    if (first !== made) await act(context, 'product.product', 'unlink', [made])
    return first
  })
}

/** The service item of amounts without goods on orders, if it is there. */
export async function amountItem(context: OdooContext): Promise<number | null> {
  const { amountItem: code } = context.settings
  const domain = [['default_code', '=', code]]
  const [row] = await find(context, 'product.product', itemShape, { domain, limit: 1 })
  return row?.id ?? null
}

export const makeAmountItem = (context: OdooContext): Promise<number> =>
  create(context, 'product.product', {
    name: 'Amount without goods',
    default_code: context.settings.amountItem,
    ...service(context.settings),
    purchase_ok: false,
    taxes_id: [[5]],
    // Nothing of it is ever delivered, so an order does not wait for its invoice.
    invoice_policy: 'delivery',
  })
