import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PATIENCE_MS, type Play, startPlay } from './kit.ts'
import { cellOf, combinationsPage, type Outcome } from './page.ts'
import { lackOf, PAIRS } from './pairs.ts'
import { type Scenario, SCENARIOS } from './scenarios.ts'

const PAGE = fileURLToPath(new URL('../../docs/reference/combinations.md', import.meta.url))

const outcomes = new Map<string, Outcome>()

describe.each(PAIRS)('$name', (pair) => {
  let play: Play & AsyncDisposable
  beforeAll(async () => {
    play = await startPlay(pair)
  }, PATIENCE_MS)
  afterAll(() => play[Symbol.asyncDispose]())

  const lackIn = (scenario: Scenario): string | null =>
    lackOf(pair, scenario.needs ?? {}) ?? scenario.except?.(pair) ?? null
  for (const scenario of SCENARIOS) {
    const lack = lackIn(scenario)
    if (lack !== null) outcomes.set(cellOf(scenario, pair), { lack })
  }

  test.each(SCENARIOS.filter((scenario) => lackIn(scenario) === null))(
    '$name',
    async (scenario) => {
      await scenario.play(play)
      outcomes.set(cellOf(scenario, pair), 'passes')
      expect(lackIn(scenario)).toBeNull()
    },
    PATIENCE_MS,
  )
})

test('the page that tells which scenarios pass with which pair is that of this run', async () => {
  await expect(combinationsPage(SCENARIOS, PAIRS, outcomes)).toMatchFileSnapshot(PAGE)
})
