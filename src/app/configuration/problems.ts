/** One thing that is wrong in a configuration file. */
export interface Problem {
  /** Where, as people write it: `integrations.nordlys.mappings.taxes[2].rate`; empty for the file as a whole. */
  readonly path: string
  /** Line in the file, from 1; `null` when the file has no such place. */
  readonly line: number | null
  /** What is wrong, in one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
}

export type Path = readonly PropertyKey[]

/** `['flows', 0, 'name']` as `flows[0].name`. */
export function pathText(path: Path): string {
  return path.map((part, index) => step(part, index === 0)).join('')
}

function step(part: PropertyKey, isFirst: boolean): string {
  if (typeof part === 'number') return `[${part}]`
  const text = String(part)
  if (!/^[\w-]+$/.test(text)) return `[${JSON.stringify(text)}]`
  return isFirst ? text : `.${text}`
}

/** The known name that `written` most likely stands for, or `null` when none is close. */
export function closest(written: string, known: Iterable<string>): string | null {
  let best: { name: string; distance: number } | null = null
  for (const name of known) {
    const distance = editDistance(written.toLowerCase(), name.toLowerCase())
    if (best === null || distance < best.distance) best = { name, distance }
  }
  // One slip in three letters: more than that is another word.
  return best !== null && best.distance <= Math.max(1, Math.floor(written.length / 3)) ? best.name : null
}

/** `Did you mean "x"?` when there is a near name, else all of them. */
export function suggestion(written: string, known: readonly string[]): string {
  const near = closest(written, known)
  if (near !== null) return `Did you mean "${near}"?`
  return known.length === 0 ? 'Remove it.' : `Possible here: ${known.join(', ')}.`
}

/** Letters to add, drop, replace or swap with their neighbour to get from one to the other. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    const above = rows[i - 1] ?? []
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : replaced
      row.push(Math.min(replaced, swapped, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}
