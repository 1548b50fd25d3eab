import { playChapter } from './play-chapter.ts'
import { GETTING_THE_DATA_IN } from './getting-the-data-in.ts'

playChapter(GETTING_THE_DATA_IN)
