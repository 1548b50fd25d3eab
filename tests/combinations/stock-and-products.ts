import { ARTICLES } from './articles.ts'
import type { Chapter } from './chapter.ts'
import { STOCK } from './stock.ts'

export const STOCK_AND_PRODUCTS: Chapter = {
  title: 'Stock, products and prices',
  page: 'stock-and-products',
  // Articles first: as long as there are few, looking at both sides takes a moment.
  scenarios: [...ARTICLES, ...STOCK],
}
