import { z } from 'zod'
import { parseDecimal } from '#lib/decimal'
import type { Choice, ChoiceList } from '#contract/target'
import { fetchAll, fetchOne, type WooContext } from './client.ts'

const gateway = z.object({ id: z.string(), title: z.string().nullish(), method_title: z.string().nullish() })
// The zone for everywhere else has the number 0.
const zone = z.object({ id: z.number(), name: z.string() })
const method = z.object({ method_id: z.string(), title: z.string().nullish(), method_title: z.string().nullish() })
const taxRate = z.object({ country: z.string(), rate: z.string(), name: z.string() })

const LISTS: Partial<Readonly<Record<ChoiceList, (context: WooContext) => Promise<readonly Choice[]>>>> = {
  gateways: async (context) => {
    const found = await fetchOne(context, '/wc/v3/payment_gateways', z.array(gateway))
    return found.map(({ id, title, method_title: method }) => labelled(id, title || method || id))
  },
  'delivery-methods': deliveryMethods,
  'tax-rates': taxRates,
}

/** What the shop is set to take money by, to send by and to tax with, whether an order had it yet or not. */
export const choices = async (context: WooContext, wanted: ChoiceList): Promise<readonly Choice[]> =>
  (await LISTS[wanted]?.(context)) ?? []

const labelled = (value: string, label: string): Choice => ({
  value,
  label: label === value ? value : `${value} (${label})`,
})

/** By their titles, as orders name them; each zone has methods of its own. */
async function deliveryMethods(context: WooContext): Promise<readonly Choice[]> {
  const zones = await fetchOne(context, '/wc/v3/shipping/zones', z.array(zone))
  const found = new Map<string, Choice>()
  for (const { id, name } of zones) {
    const methods = await fetchOne(context, `/wc/v3/shipping/zones/${id}/methods`, z.array(method))
    for (const { method_id: kind, title, method_title: words } of methods) {
      const value = title || words || kind
      if (!found.has(value)) found.set(value, labelled(value, `${kind}, ${name}`))
    }
  }
  return [...found.values()]
}

/** Each rate once, in percent, with the countries that it is charged in. */
async function taxRates(context: WooContext): Promise<readonly Choice[]> {
  const rates = await fetchAll(context, '/wc/v3/taxes', z.array(taxRate))
  const stated = rates.flatMap((one) => {
    const value = parseDecimal(one.rate)
    return value === null ? [] : [{ ...one, value }]
  })
  return [...Map.groupBy(stated, ({ value }) => value)].map(([value, own]) =>
    labelled(value, [...new Set(own.map(({ country, name }) => `${country || '*'} ${name}`.trim()))].join(', ')),
  )
}
