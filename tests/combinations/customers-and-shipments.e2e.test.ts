import { playChapter } from './play-chapter.ts'
import { CUSTOMERS_AND_SHIPMENTS } from './customers-and-shipments.ts'

playChapter(CUSTOMERS_AND_SHIPMENTS)
