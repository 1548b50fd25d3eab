import { z } from 'zod'
import type { ProductChanges } from '#contract/products'
import { type ErpnextContext, insert, read } from './client.ts'

type Fields = Record<string, unknown>

/** The fields of an item that a product of the store has besides its name and text, as ERPNext takes them. */
export async function headFields(
  context: ErpnextContext,
  { vendor, productType, images, customFields }: ProductChanges,
): Promise<Fields> {
  if (vendor != null) await known(context, 'Brand', 'brand', vendor)
  return {
    ...(vendor === undefined ? {} : { brand: vendor ?? '' }),
    // An item must have a group. One that is not known is not made: groups decide on accounts.
    ...(productType === undefined ? {} : { item_group: productType ?? context.settings.itemGroup }),
    ...(images === undefined ? {} : { image: images[0]?.url ?? '' }),
    ...Object.fromEntries(Object.entries(customFields ?? {}).map(([name, value]) => [name, value ?? ''])),
  }
}

/** Tariff numbers are records of their own that an item points at. */
export const knownTariff = async (context: ErpnextContext, code: string | null | undefined): Promise<void> => {
  if (code != null) await known(context, 'Customs Tariff Number', 'tariff_number', code)
}

const named = z.object({ name: z.string() })

/** Adds a record that is nothing but its name, where it is missing. */
async function known(context: ErpnextContext, doctype: string, field: string, name: string): Promise<void> {
  if ((await read(context, doctype, name, named)) === null) await insert(context, { doctype }, { [field]: name }, named)
}
