import { expect, test } from 'vitest'
import { PAIRS } from '#testing/pairs'
import { CUSTOMERS_AND_SHIPMENTS } from './customers-and-shipments.ts'
import { EDITS_AND_REFUNDS } from './edits-and-refunds.ts'
import { GETTING_THE_DATA_IN } from './getting-the-data-in.ts'
import { ORDERS_AND_AMOUNTS } from './orders-and-amounts.ts'
import { indexPage, pagePath } from './page.ts'
import { PAYOUTS_AND_PERIODS } from './payouts-and-periods.ts'
import { STOCK_AND_PRODUCTS } from './stock-and-products.ts'

const CHAPTERS = [
  GETTING_THE_DATA_IN,
  ORDERS_AND_AMOUNTS,
  EDITS_AND_REFUNDS,
  STOCK_AND_PRODUCTS,
  CUSTOMERS_AND_SHIPMENTS,
  PAYOUTS_AND_PERIODS,
] as const

test('the page of all fifty failures is that of the chapters', async () => {
  await expect(indexPage(CHAPTERS, PAIRS)).toMatchFileSnapshot(pagePath('combinations'))
})
