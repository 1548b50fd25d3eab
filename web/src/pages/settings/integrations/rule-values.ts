export type Group = Readonly<Record<string, unknown>>
/** Of a value within a group: `corrections.decrease`. */
export type RulePath = string
/** What a person changed, by its path. */
export type Edits = Readonly<Record<RulePath, unknown>>

const groupOf = (value: unknown): Group =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Group) : {}

/** The value at a path; `undefined` = nothing is said there. */
export const valueAt = (group: Group, path: RulePath): unknown =>
  path.split('.').reduce<unknown>((value, name) => groupOf(value)[name], group)

function withValue(group: Group, [name = '', ...rest]: readonly string[], value: unknown): Group {
  return { ...group, [name]: rest.length === 0 ? value : withValue(groupOf(group[name]), rest, value) }
}

/** What is stored, with what a person changed. */
export const applied = (stored: Group, edits: Edits): Group =>
  Object.entries(edits).reduce((group, [path, value]) => withValue(group, path.split('.'), value), stored)

/** The whole of each value on top that was changed: what a save sends. */
export function toSend(stored: Group, edits: Edits): Record<string, unknown> {
  const all = applied(stored, edits)
  const names = new Set(Object.keys(edits).map((path) => path.split('.')[0] ?? ''))
  return Object.fromEntries([...names].map((name) => [name, all[name]]))
}

export interface Difference {
  readonly path: RulePath
  readonly before: string
  readonly after: string
}

const shown = (value: unknown): string =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)

/** What differs between two states, value by value. */
export function differences(before: Group, after: Group, above = ''): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name): Difference[] => {
    const [was, is] = [before[name], after[name]]
    if (JSON.stringify(was) === JSON.stringify(is)) return []
    const path = above === '' ? name : `${above}.${name}`
    const isGroup = (value: unknown) => Object.keys(groupOf(value)).length > 0
    if (isGroup(was) || isGroup(is)) return differences(groupOf(was), groupOf(is), path)
    return [{ path, before: shown(was), after: shown(is) }]
  })
}

/** Where JSON is wrong, or what it says. */
export type ReadJson =
  | { readonly isRight: true; readonly value: unknown }
  | { readonly isRight: false; readonly line: number; readonly column: number }

export function readJson(text: string): ReadJson {
  try {
    return { isRight: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    const stated = /line (\d+) column (\d+)/.exec(said)
    if (stated !== null) return { isRight: false, line: Number(stated[1]), column: Number(stated[2]) }
    const offset = Number(/position (\d+)/.exec(said)?.[1] ?? text.length)
    const lines = text.slice(0, offset).split('\n')
    return { isRight: false, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  }
}
