import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask } from './test-client.ts'

const REFERENCE = '../shared/specs/shopify'
const reference = existsSync(REFERENCE)

/** A shop with one of everything that the operations are about. */
function furnish(shop: ShopifySandbox) {
  const { variantId } = shop.products.add({ sku: 'MUG', title: 'Mug', price: '100' })
  const company = shop.companies.add({ name: 'Kund AB', externalId: 'C-1' })
  const list = shop.prices.addList({
    name: 'Wholesale',
    currency: 'SEK',
    adjustment: { type: 'PERCENTAGE_DECREASE', value: decimal('10') },
  })
  const [location] = company.locations
  shop.prices.addCatalog({ title: 'Wholesale', locationIds: [location?.id ?? 0], priceListId: list.id })
  shop.prices.addMarket({ name: 'Europe', currency: 'EUR', countries: ['DE'], rate: '0.09' })
  const order = shop.place({
    lines: [{ sku: 'MUG', quantity: 3, price: '100' }],
    company: { name: 'Kund AB', externalId: 'C-1' },
  })
  const [open] = shop.fulfillmentOrders(order)
  const money = (amount: string) => ({ amount, currencyCode: 'SEK' })
  const gid = (type: string, id: number | undefined) => `gid://shopify/${type}/${id}`
  const variant = gid('ProductVariant', variantId)
  return {
    order,
    fulfillmentOrderId: gid('FulfillmentOrder', open?.id),
    lineId: gid('FulfillmentOrderLineItem', open?.lines[0]?.id),
    listId: gid('PriceList', list.id),
    locationId: gid('CompanyLocation', location?.id),
    place: gid('Location', shop.locations()[1]),
    prices: [{ variantId: variant, price: money('80'), compareAtPrice: money('100') }],
    breaks: [{ variantId: variant, minimumQuantity: 10, price: money('70') }],
    rules: [{ variantId: variant, minimum: 2, increment: 2 }],
  }
}

describe.skipIf(!reference)('against the reference operations (skipped: ../shared is absent)', () => {
  /** Everything that the operation was refused for. */
  const run = async (shop: ShopifySandbox, file: string, operationName: string, variables: object) => {
    const query = readFileSync(`${REFERENCE}/operations/${file}.graphql`, 'utf8')
    const { body } = await ask(shop, query, variables, { operationName })
    const answers = Object.values(body.data ?? {}) as ({ userErrors?: unknown[] } | null)[]
    return [...(body.errors ?? []), ...answers.flatMap((answer) => answer?.userErrors ?? [])]
  }

  test('shipping', async () => {
    await using shop = await startShopify()
    const { order, fulfillmentOrderId, lineId, place } = furnish(shop)
    const ship = async (operationName: string, variables: object): Promise<void> =>
      expect([operationName, ...(await run(shop, 'fulfilment', operationName, variables))]).toEqual([operationName])
    await ship('FulfillmentOrdersOf', { id: order.id })
    await ship('OpenFulfillmentOrders', { query: 'status:open' })
    const units = { fulfillmentOrderId, fulfillmentOrderLineItems: [{ id: lineId, quantity: 1 }] }
    await ship('Ship', {
      fulfillment: { lineItemsByFulfillmentOrder: [units], trackingInfo: { company: 'PostNord', numbers: ['1'] } },
    })
    const id = `gid://shopify/Fulfillment/${shop.order(order).fulfillments[0]?.id}`
    await ship('Retrack', { id, tracking: { number: '2' } })
    await ship('UndoShip', { id })
    await ship('MoveFulfillmentOrder', { id: fulfillmentOrderId, to: place })
  })

  test('customers and companies', async () => {
    await using shop = await startShopify()
    const { locationId } = furnish(shop)
    const people = async (operationName: string, variables: object): Promise<void> =>
      expect([operationName, ...(await run(shop, 'customers-b2b', operationName, variables))]).toEqual([operationName])
    const email = 'ann@example.com'
    await people('CustomersChanged', { query: "updated_at:>'2000-01-01'" })
    await people('CustomerByOurId', { identifier: { emailAddress: email } })
    await people('UpsertCustomer', { identifier: { email }, input: { email, firstName: 'Ann' } })
    await people('CompaniesChanged', { query: "external_id:'C-1'" })
    await people('NewCompany', { input: { company: { name: 'Berg AB', externalId: 'C-2' } } })
    await people('LocationTax', { id: locationId, vat: 'SE556677889901' })
  })

  test('prices', async () => {
    await using shop = await startShopify()
    const { listId, prices, breaks, rules } = furnish(shop)
    const price = async (operationName: string, variables: object): Promise<void> =>
      expect([operationName, ...(await run(shop, 'catalog', operationName, variables))]).toEqual([operationName])
    await price('MarketsAndLists', {})
    await price('FixedPrices', { id: listId, prices })
    await price('QuantityPricing', {
      id: listId,
      input: {
        pricesToAdd: [],
        pricesToDeleteByVariantId: [],
        quantityPriceBreaksToAdd: breaks,
        quantityPriceBreaksToDelete: [],
        quantityRulesToAdd: rules,
        quantityRulesToDeleteByVariantId: [],
      },
    })
    await price('PriceListPrices', { id: listId })
  })
})
