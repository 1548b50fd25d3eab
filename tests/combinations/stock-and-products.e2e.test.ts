import { playChapter } from './play-chapter.ts'
import { STOCK_AND_PRODUCTS } from './stock-and-products.ts'

playChapter(STOCK_AND_PRODUCTS)
