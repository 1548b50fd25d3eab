import { playChapter } from './play-chapter.ts'
import { ORDERS_AND_AMOUNTS } from './orders-and-amounts.ts'

playChapter(ORDERS_AND_AMOUNTS)
