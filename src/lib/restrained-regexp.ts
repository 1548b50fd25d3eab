/**
 * `RegExp` for patterns that other people write: one that may need time without bound is refused. A group that repeats without end
 * may hold neither a repetition nor a choice, and nothing may point back.
 */
function checked(source: string, flags?: string): RegExp {
  const risk = riskOf(source)
  if (risk !== null)
    throw new SyntaxError(`The pattern /${source}/ ${risk}; write it so that no group repeats what repeats`)
  return new RegExp(source, flags)
}

export const restrainedRegExp: RegExpConstructor = new Proxy(RegExp, {
  construct: (_target, [source, flags]: [string | RegExp, string?]) =>
    checked(
      typeof source === 'string' ? source : source.source,
      flags ?? (typeof source === 'string' ? '' : source.flags),
    ),
})

function riskOf(source: string): string | null {
  if (source.length > 1_000) return 'is too long'
  const bare = source
    .replace(/\\[1-9k]/g, '\u0001')
    .replace(/\\./g, 'a')
    .replace(/\[[^\]]*\]/g, 'a')
  if (bare.includes('\u0001')) return 'points back to a group'
  const groups: boolean[] = []
  for (let at = 0; at < bare.length; at += 1) {
    const character = bare[at]
    if (character === '(') groups.push(false)
    else if (character === ')') {
      const varies = groups.pop() ?? false
      if (varies && repeatsAt(bare, at + 1)) return 'repeats a group that varies'
      if (varies || repeatsAt(bare, at + 1)) mark(groups)
    } else if (character === '|' || repeatsAt(bare, at)) mark(groups)
  }
  return null
}

const mark = (groups: boolean[]): void => {
  if (groups.length > 0) groups[groups.length - 1] = true
}

const repeatsAt = (pattern: string, at: number): boolean => /^(?:[*+]|\{\d*,\d*\})/.test(pattern.slice(at, at + 12))
