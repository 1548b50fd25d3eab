/** The two ways in which databases write statements. */
export type Dialect = 'postgres' | 'mysql'

/** A statement with its named parameters taken out, in the order in which the driver gets their values. */
export interface NamedStatement {
  readonly text: string
  readonly names: readonly string[]
}

/**
 * Replaces each `:name` by a place for a value (`$1` or `?`); values never become a part of the text. What stands in quotes, comments
 * and casts (`::`) is left as it is.
 */
export function namedStatement(sql: string, dialect: Dialect): NamedStatement {
  const names: string[] = []
  const parts: string[] = []
  let at = 0
  while (at < sql.length) {
    const quiet = quietPart(sql, at, dialect)
    if (quiet > at) {
      parts.push(sql.slice(at, quiet))
      at = quiet
      continue
    }
    const name = /^:([A-Za-z_]\w*)/.exec(sql.slice(at, at + 64))?.[1]
    if (name === undefined) {
      parts.push(sql[at] ?? '')
      at += 1
      continue
    }
    parts.push(place(names, name, dialect))
    at += name.length + 1
  }
  return { text: parts.join(''), names }
}

function place(names: string[], name: string, dialect: Dialect): string {
  if (dialect === 'mysql') {
    names.push(name)
    return '?'
  }
  if (!names.includes(name)) names.push(name)
  return `$${names.indexOf(name) + 1}`
}

/** Where the quoted text, comment, cast or word that begins here ends; `at` itself when none does. */
function quietPart(sql: string, at: number, dialect: Dialect): number {
  const rest = sql.slice(at)
  const word = /^[A-Za-z_][\w$]*/.exec(rest)?.[0]
  if (word !== undefined) {
    const escapes = dialect === 'postgres' && /^e$/i.test(word) && rest[1] === "'"
    return escapes ? closing(sql, at + 1, "'", true) : at + word.length
  }
  const [first = '', second = ''] = rest
  if (first === ':' && (second === ':' || second === '=')) return at + 2
  if (first === "'") return closing(sql, at, "'", dialect === 'mysql')
  if (first === '"') return closing(sql, at, '"', dialect === 'mysql')
  if (first === '`' && dialect === 'mysql') return closing(sql, at, '`', false)
  if ((first === '-' && second === '-') || (first === '#' && dialect === 'mysql')) return lineEnd(sql, at)
  if (first === '/' && second === '*') return commentEnd(sql, at, dialect === 'postgres')
  const tag = dialect === 'postgres' ? /^\$(?:[A-Za-z_]\w*)?\$/.exec(rest)?.[0] : undefined
  return tag === undefined ? at : after(sql, sql.indexOf(tag, at + tag.length), tag.length)
}

const after = (sql: string, found: number, length: number): number => (found === -1 ? sql.length : found + length)
const lineEnd = (sql: string, at: number): number => after(sql, sql.indexOf('\n', at), 1)

/** Behind the quote that closes the one at `opens`. A doubled quote is one of the text; with `escapes`, so is one behind `\`. */
function closing(sql: string, opens: number, quote: string, escapes: boolean): number {
  for (let at = opens + 1; at < sql.length; at += 1) {
    if (escapes && sql[at] === '\\') at += 1
    else if (sql[at] === quote && sql[at + 1] === quote) at += 1
    else if (sql[at] === quote) return at + 1
  }
  return sql.length
}

function commentEnd(sql: string, opens: number, nested: boolean): number {
  let depth = 0
  for (let at = opens; at < sql.length; at += 1) {
    const two = sql.slice(at, at + 2)
    if (two === '/*' && (depth === 0 || nested)) [depth, at] = [depth + 1, at + 1]
    else if (two === '*/') [depth, at] = [depth - 1, at + 1]
    if (depth === 0) return at + 1
  }
  return sql.length
}
