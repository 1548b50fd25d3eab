import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PAIRS } from '#testing/pairs'
import { type Chapter, lackIn } from './chapter.ts'
import { PATIENCE_MS, type Play, startPlay } from './kit.ts'
import { cellOf, chapterPage, type Outcome, pagePath } from './page.ts'

/** Plays all scenarios of a chapter with every pair, and holds its page to what came of them. */
export function playChapter(chapter: Chapter): void {
  const { scenarios } = chapter
  const outcomes = new Map<string, Outcome>()

  describe.each(PAIRS)('$name', (pair) => {
    let play: Play & AsyncDisposable
    beforeAll(async () => {
      play = await startPlay(pair, chapter.leavesOut)
    }, PATIENCE_MS)
    afterAll(() => play[Symbol.asyncDispose]())

    for (const scenario of scenarios) {
      const lack = lackIn(scenario, pair)
      if (lack !== null) outcomes.set(cellOf(scenario, pair), { lack })
    }

    test.each(scenarios.filter((scenario) => lackIn(scenario, pair) === null))(
      '$name',
      async (scenario) => {
        await expect(scenario.play(play)).resolves.toBeUndefined()
        outcomes.set(cellOf(scenario, pair), 'passes')
      },
      PATIENCE_MS,
    )
  })

  test('the page that tells which scenarios pass with which pair is that of this run', async () => {
    await expect(chapterPage(chapter, PAIRS, outcomes)).toMatchFileSnapshot(pagePath(`combinations/${chapter.page}`))
  })
}
