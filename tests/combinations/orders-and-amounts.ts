import { AMOUNTS } from './amounts.ts'
import type { Chapter } from './chapter.ts'
import { COUNTRIES_AND_CURRENCIES } from './countries-and-currencies.ts'
import { LINES_AND_PAYMENTS } from './lines-and-payments.ts'

export const ORDERS_AND_AMOUNTS: Chapter = {
  title: 'Orders and amounts',
  page: 'orders-and-amounts',
  scenarios: [...AMOUNTS, ...LINES_AND_PAYMENTS, ...COUNTRIES_AND_CURRENCIES],
}
