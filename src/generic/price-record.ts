import { z } from 'zod'
import type { VariantOutcome } from '#contract/products'
import { decimal } from '#lib/decimal'
import type { Price, PriceList } from '#model/product'
import { shown } from './booked-answer.ts'
import { badSetting } from './failure-rules.ts'
import { type FieldNames, readTold, type Told } from './record-map.ts'
import { named, optionalDay, optionalNumber, optionalStamp, optionalText, quantity } from './record-values.ts'

/** Fields of a price. */
export const PRICE_NAMES = {
  list: 'The id of the price list.',
  item: 'The id of what is sold.',
  amount: 'Of one.',
  currency: 'ISO 4217, e.g. `SEK`.',
  compareAt: 'The price that is struck out.',
  validFrom: 'The first day, e.g. `2026-11-20`.',
  validUntil: 'The last day.',
  minimumQuantity: 'From how many on; left out, 1.',
  unit: 'The unit that it is for.',
  customer: 'Only for this customer.',
  updatedAt: 'When it was changed, with its zone.',
} as const satisfies FieldNames
export const PRICE_NEEDS = ['list', 'item', 'amount', 'currency']

/** Fields of a price list. */
export const PRICE_LIST_NAMES = {
  id: 'Its id.',
  name: 'What people call it.',
  currency: 'ISO 4217, e.g. `SEK`.',
} as const satisfies FieldNames
export const PRICE_LIST_NEEDS = ['id', 'currency']

const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as SEK')

const price = z.object({
  list: named,
  item: named,
  amount: quantity,
  currency,
  compareAt: optionalNumber,
  validFrom: optionalDay,
  validUntil: optionalDay,
  minimumQuantity: optionalNumber,
  unit: optionalText,
  customer: optionalText,
  updatedAt: optionalStamp,
})

/**
 * A price that a system told of.
 *
 * @throws {TillbridgeError} `RECORD_UNREADABLE`: an amount that cannot be read is never taken for nothing.
 */
export function priceFrom(told: Told, where: string): Price {
  const { list, item, amount, currency: code, ...rest } = readTold(price, told, where)
  return {
    list,
    item,
    amount,
    currency: code,
    compareAt: rest.compareAt ?? null,
    validFrom: rest.validFrom ?? null,
    validUntil: rest.validUntil ?? null,
    minimumQuantity: rest.minimumQuantity ?? decimal('1'),
    unit: rest.unit ?? null,
    customer: rest.customer ?? null,
    updatedAt: rest.updatedAt ?? null,
  }
}

const priceList = z.object({ id: named, name: optionalText, currency })

export function priceListFrom(told: Told, where: string): PriceList {
  const { id, name, currency: code } = readTold(priceList, told, where)
  return { externalId: id, name: name ?? id, currency: code, audience: null }
}

/**
 * What became of each row, as an expression of the settings says it: `written`, `gone`, or any other text for a refusal in the
 * system's words.
 *
 * @throws {TillbridgeError} `outcome-unknown`, `ANSWER_PATH`, when there is not one for each row.
 */
export function writtenFrom(
  told: readonly unknown[],
  ids: readonly string[],
  where: string,
): readonly VariantOutcome[] {
  if (told.length !== ids.length)
    throw badSetting('ANSWER_PATH', where, `${ids.length} rows were sent and ${told.length} outcomes came`, 'write')
  return ids.map((externalId, index): VariantOutcome => {
    const outcome = told[index]
    if (outcome === 'written' || outcome === 'gone') return { externalId, outcome }
    const message = typeof outcome === 'string' ? outcome : shown(outcome)
    return { externalId, outcome: 'refused', code: 'REFUSED', message }
  })
}
