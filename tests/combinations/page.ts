import { fileURLToPath } from 'node:url'
import type { Pair } from '#testing/pairs'
import { type Chapter, lackIn, type Scenario } from './chapter.ts'
import { FIFTY } from './fifty.ts'

/** What became of a scenario with a pair: `passes`, or why it was not played. */
export type Outcome = 'passes' | { readonly lack: string }

export const cellOf = (scenario: Scenario, pair: Pair): string => `${scenario.name} × ${pair.name}`

/** Where a page of the reference lies; `name` without its ending. */
export const pagePath = (name: string): string =>
  fileURLToPath(new URL(`../../docs/reference/${name}.md`, import.meta.url))

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const heading = (cells: readonly string[]): readonly string[] => [row(cells), row(cells.map(() => '---'))]
const page = (lines: readonly string[]): string => `${lines.join('\n')}\n`

/** `docs/reference/combinations/<chapter>.md` of what was played. */
export function chapterPage(
  { title, scenarios }: Chapter,
  pairs: readonly Pair[],
  outcomes: ReadonlyMap<string, Outcome>,
): string {
  const cell = (scenario: Scenario, pair: Pair): string => {
    const outcome = outcomes.get(cellOf(scenario, pair))
    if (outcome === undefined) return '**fails**'
    return outcome === 'passes' ? 'passes' : `not offered: ${outcome.lack}`
  }
  return page([
    `# ${title}`,
    '',
    'Each scenario is written once and played with every pair, with servers that answer as the real ones do. The numbers are those of [what goes wrong](../combinations.md). This page is written by the tests: `npm run combinations`.',
    '',
    ...heading(['scenario', 'of the fifty', ...pairs.map(({ name }) => name)]),
    ...scenarios.map((scenario) =>
      row([scenario.name, scenario.failures.join(', '), ...pairs.map((pair) => cell(scenario, pair))]),
    ),
  ])
}

/** `docs/reference/combinations.md`: which of the fifty failures are shown not to happen, with which pairs. */
export function indexPage(chapters: readonly Chapter[], pairs: readonly Pair[]): string {
  const scenarios = chapters.flatMap((chapter) => chapter.scenarios)
  const cell = (number: number, pair: Pair): string => {
    const all = scenarios.filter(({ failures }) => failures.includes(number))
    const played = all.filter((scenario) => lackIn(scenario, pair) === null)
    if (all.length === 0) return 'not yet played'
    return played.length === all.length ? `${all.length}` : `${played.length} of ${all.length}`
  }
  return page([
    '# Stores and ERPs together',
    '',
    'What goes wrong between stores and ERPs, fifty failures that people report, and how many scenarios show with each pair that it does not happen here. A pair that does not play one of them says why on the page of its chapter. This page is written by the tests: `npm run combinations`.',
    '',
    ...chapters.map(({ title, page: name }) => `- [${title}](combinations/${name}.md)`),
    '',
    ...heading(['', 'what goes wrong elsewhere', ...pairs.map(({ name }) => name)]),
    ...FIFTY.map((what, index) => row([index + 1, what, ...pairs.map((pair) => cell(index + 1, pair))])),
  ])
}
