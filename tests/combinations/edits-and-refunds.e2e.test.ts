import { playChapter } from './play-chapter.ts'
import { EDITS_AND_REFUNDS } from './edits-and-refunds.ts'

playChapter(EDITS_AND_REFUNDS)
