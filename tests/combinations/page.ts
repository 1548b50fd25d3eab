import type { Pair } from './pairs.ts'
import type { Scenario } from './scenarios.ts'

/** What became of a scenario with a pair: `passes`, or why it was not played. */
export type Outcome = 'passes' | { readonly lack: string }

export const cellOf = (scenario: Scenario, pair: Pair): string => `${scenario.name} × ${pair.name}`

/** `docs/reference/combinations.md` of what was played. */
export function combinationsPage(
  scenarios: readonly Scenario[],
  pairs: readonly Pair[],
  outcomes: ReadonlyMap<string, Outcome>,
): string {
  const cell = (scenario: Scenario, pair: Pair): string => {
    const outcome = outcomes.get(cellOf(scenario, pair))
    if (outcome === undefined) return '**fails**'
    return outcome === 'passes' ? 'passes' : `not offered: ${outcome.lack}`
  }
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return `${[
    '# Stores and ERPs together',
    '',
    'Each scenario is written once and played with every pair, with servers that answer as the real ones do. This page is written by the tests: `npm run combinations`.',
    '',
    row(['scenario', ...pairs.map(({ name }) => name)]),
    row(['---', ...pairs.map(() => '---')]),
    ...scenarios.map((scenario) => row([scenario.name, ...pairs.map((pair) => cell(scenario, pair))])),
  ].join('\n')}\n`
}
