import { type Decimal, ZERO } from '#lib/decimal'
import { addDual, type DualAmount, dual, ZERO_DUAL } from '#model/money'
import type { Order } from '#model/order'
import type { MoneyBag } from './vendor-graphql.ts'
import type { MoneySet } from './vendor-webhook.ts'

/** Both sides of an amount of GraphQL; a capture may lack the buyer's side, which is right with one currency. */
export const dualOf = (bag: MoneyBag): DualAmount =>
  dual(bag.shopMoney.amount, bag.presentmentMoney?.amount ?? bag.shopMoney.amount)

/** Both sides of an amount; old bodies state the shop's side only, which is right with one currency. */
export const dualSet = (set: MoneySet, plain: Decimal | null): DualAmount =>
  set == null
    ? dual(plain ?? ZERO)
    : dual(set.shop_money.amount, set.presentment_money?.amount ?? set.shop_money.amount)

/** The parts of an order that carry taxes and discounts. */
export type OrderPartsStated = Pick<Order, 'lines' | 'shippingLines' | 'fees'>

/** The sum of the taxes that the parts state, for payloads without a sum. */
export function taxStated({ lines, shippingLines, fees }: OrderPartsStated): DualAmount {
  const kept = shippingLines.filter((line) => !line.removed)
  const duties = lines.flatMap((line) => line.duties)
  const taxes = [...lines, ...kept, ...fees, ...duties].flatMap((part) => part.taxes)
  return addDual(ZERO_DUAL, ...taxes.map((tax) => tax.amount))
}

/** The sum of the discounts that the parts state, for payloads without a sum. */
export function discountsStated({ lines, shippingLines }: OrderPartsStated): DualAmount {
  const kept = shippingLines.filter((line) => !line.removed)
  return addDual(ZERO_DUAL, ...[...lines, ...kept].flatMap((part) => part.discounts.map((entry) => entry.amount)))
}
