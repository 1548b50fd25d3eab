import { expect } from 'vitest'
import type { Purchase } from '#testing/store-side'
import { booked, invoiceIn } from './amounts.ts'
import type { Scenario } from './chapter.ts'
import { countsOf, documentsOf, documentsOfEach, expectEqualBooks, type Play, settledUp } from './kit.ts'
import { ONE_OF_EACH } from './purchases.ts'

/** Standard rates of destinations of the one-stop shop, as the shop charges them. */
const RATES = { AT: 20, DE: 19, DK: 25, FI: 25.5, HU: 27, PL: 23, SE: 25 } as const

const sold = (to: Purchase['to'], percent: number | readonly number[]): Purchase => ({
  lines: [{ sku: 'MUG-1', quantity: 3, price: '19.99', percent }],
  ...(to === undefined ? {} : { to }),
})

const IN_DOLLARS: Purchase = {
  lines: [
    { sku: 'MUG-1', quantity: 3, price: '19.99' },
    { sku: 'CAP', quantity: 1, price: '3.33', percent: 12 },
  ],
  percentOff: 10,
  shipping: true,
  currency: { code: 'USD', rate: '1.09' },
  customer: 'dollars@example.test',
}

async function inDollars(play: Play): Promise<void> {
  const { erp, shop, story } = play
  await play.configure({ policies: { currency: 'presentment' }, erpSettings: erp.trade('USD') })
  const order = shop.buy(IN_DOLLARS)
  expect(await story.restingTransfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const documents = documentsOf(play, order)
  expect(countsOf(documents)).toEqual(ONE_OF_EACH)
  const sales = documents.filter(({ kind }) => kind !== 'payment')
  expect(sales.map(({ currency, total }) => [currency, total])).toEqual(sales.map(() => ['USD', shop.charged(order)]))
  expect(erp.openAmounts(documents).filter((open) => open !== '0')).toEqual([])
  await play.configure({})
}

export const COUNTRIES_AND_CURRENCIES: readonly Scenario[] = [
  {
    name: 'Consumers in seven countries are each booked on the tax of their country',
    failures: [25],
    async play(play) {
      const { erp, shop, story } = play
      const taxes = Object.entries(RATES).map(([country, percent]) => erp.taxOf(country, percent))
      await play.configure({ mappings: { taxes } })
      const orders = Object.entries(RATES).map(([country, percent]) => shop.buy(sold({ country }, percent)))
      await story.settled()
      await expectEqualBooks(play)
      const documents = documentsOfEach(play, orders)
      expect(documents.map(countsOf)).toEqual(orders.map(() => ONE_OF_EACH))
      const found = documents.map((own) => [...new Set(erp.taxNames(invoiceIn(own)))])
      expect(found).toEqual(taxes.map(({ account }) => [account]))
      await play.configure({})
    },
  },
  {
    name: 'A company under reverse charge and an export are booked without tax, each under the code that it is mapped to',
    failures: [25],
    async play(play) {
      const { erp } = play
      const taxes = ['AT', 'CH'].map((country) => ({ country, rate: 'none', account: erp.taxOf(country, 0).account }))
      await play.configure({ mappings: { taxes } })
      const company = { name: 'Kunde GmbH', vatNumber: 'ATU13585627' }
      for (const [index, purchase] of [sold({ country: 'AT', company }, 20), sold({ country: 'CH' }, [])].entries()) {
        const { invoice } = await booked(play, purchase)
        expect(erp.taxNames(invoice)).toEqual([taxes[index]?.account])
        expect(Object.values(invoice.taxes).filter((amount) => amount !== '0')).toEqual([])
      }
      await play.configure({})
    },
  },
  {
    name: 'A country that nobody mapped is refused before anything is written, and goes on once it is mapped',
    failures: [25],
    async play(play) {
      const { erp, shop, story } = play
      const home = erp.taxOf('SE', 25)
      await play.configure({ mappings: { taxes: [home] } })
      const before = erp.documents().length
      const taxed = shop.buy(sold({ country: 'NO' }, 25))
      const untaxed = shop.buy(sold({ country: 'US' }, []))
      await story.settled()
      for (const [order, causeSubject] of [
        [taxed, 'tax:NO:25'],
        [untaxed, 'tax:US:none'],
      ] as const)
        expect(await story.restingTransfer(order.name)).toMatchObject({
          state: 'attention',
          causeCode: 'TAX_NOT_MAPPED',
          causeSubject,
        })
      expect(erp.documents()).toHaveLength(before)
      const norway = erp.taxOf('NO', 25)
      const america = { country: 'US', rate: 'none', account: null }
      await play.configure({ mappings: { taxes: [home, norway, america] } })
      for (const order of [taxed, untaxed]) expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
      await play.configure({})
    },
  },
  {
    name: 'An order in the buyer’s currency is booked in that of the shop, with the shop’s own figures',
    failures: [24],
    except: ({ store }) => (store.id === 'woocommerce' ? 'an order of WooCommerce has one currency' : null),
    async play(play) {
      await booked(play, IN_DOLLARS)
    },
  },
  // The last one: the comparison of all books is in the shop's currency.
  {
    name: 'An order in a currency that is not the company’s is booked in it throughout, and its payment closes it',
    failures: [24],
    play: inDollars,
  },
]
