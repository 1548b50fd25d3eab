/** A piece of TypeScript as far as a reader of texts needs it. In a template, what is computed stands as `…`. */
export interface Token {
  readonly kind: 'string' | 'word' | 'mark'
  readonly text: string
  /** How many brackets are open around it. */
  readonly depth: number
}

const WORD = /[\w$]+/y
const SPACE = /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const QUOTED = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/y
const REGEX = /\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y

/** Strings, words and marks of a source text, in order. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let depth = 0
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at += found[0].length
    return found
  }
  while (at < source.length) {
    if (take(SPACE) !== null) continue
    const quoted = take(QUOTED)
    if (quoted !== null) {
      tokens.push({ kind: 'string', text: unescaped(quoted[1] ?? quoted[2] ?? ''), depth })
      continue
    }
    if (source[at] === '`') {
      const template = readTemplate(source, at)
      tokens.push({ kind: 'string', text: unescaped(template.text), depth })
      at = template.end
      continue
    }
    const before = tokens.at(-1)
    const mayBeRegex = before === undefined || (before.kind === 'mark' && !')]}'.includes(before.text))
    if (source[at] === '/' && mayBeRegex && take(REGEX) !== null) continue
    const word = take(WORD)
    if (word !== null) {
      tokens.push({ kind: 'word', text: word[0], depth })
      continue
    }
    const mark = source[at] ?? ''
    at += 1
    if ('([{'.includes(mark)) depth += 1
    tokens.push({ kind: 'mark', text: mark, depth })
    if (')]}'.includes(mark)) depth -= 1
  }
  return tokens
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1')

function readTemplate(source: string, start: number): { readonly text: string; readonly end: number } {
  let text = ''
  let at = start + 1
  while (at < source.length && source[at] !== '`') {
    if (source[at] === '\\') {
      text += source.slice(at, at + 2)
      at += 2
    } else if (source.startsWith('${', at)) {
      text += '…'
      at = endOfExpression(source, at + 2)
    } else {
      text += source[at]
      at += 1
    }
  }
  return { text, end: at + 1 }
}

/** Behind the brace that closes an expression inside a template. */
function endOfExpression(source: string, start: number): number {
  let open = 1
  let at = start
  while (at < source.length && open > 0) {
    const character = source[at]
    QUOTED.lastIndex = at
    const quoted = QUOTED.exec(source)
    if (quoted !== null) at += quoted[0].length - 1
    else if (character === '`') at = readTemplate(source, at).end - 1
    else if (character === '{') open += 1
    else if (character === '}') open -= 1
    at += 1
  }
  return at
}
