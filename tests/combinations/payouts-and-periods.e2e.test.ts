import { PAYOUTS_AND_PERIODS } from './payouts-and-periods.ts'
import { playChapter } from './play-chapter.ts'

playChapter(PAYOUTS_AND_PERIODS)
