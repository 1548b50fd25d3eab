import type { Attribute } from '#model/order'
import { attributesOf } from './map-line.ts'
import type { WooSettings } from './settings.ts'
import type { WooMeta, WooOrder } from './vendor.ts'

/** What plug-ins noted on the order and on its ways of delivery, such as the place where it is handed over. */
export const orderAttributes = (
  { meta_data: meta, shipping_lines: shipping }: WooOrder,
  { orderMetaFields, organisationNumberFields }: WooSettings,
): Attribute[] => [
  ...attributesOf(meta),
  ...hidden(meta, [...organisationNumberFields, ...orderMetaFields]),
  ...shipping.flatMap((line) => attributesOf(line.meta_data)).filter(({ value }) => !isListOfGoods(value)),
]

// WooCommerce writes on each way of delivery what goes by it, under a name in the language of the shop.
const isListOfGoods = (value: string): boolean => value.includes('&times;')

/** Fields that were asked for by name; of one with parts each part, as plug-ins keep a place with its name and address. */
const hidden = (meta: WooMeta, names: readonly string[]): Attribute[] =>
  meta.flatMap(({ key, value }) => {
    if (!key.startsWith('_') || !names.includes(key)) return []
    if (typeof value !== 'object' || value === null) return textOf(key, value)
    return Object.entries(value).flatMap(([part, text]) => textOf(`${key}.${part}`, text))
  })

const textOf = (name: string, value: unknown): Attribute[] =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? [{ name, value: String(value) }] : []
