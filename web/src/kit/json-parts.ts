export interface JsonPart {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'plain'
  readonly text: string
  /** Where it begins. */
  readonly at: number
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/** JSON text in parts, to colour it. Put together again they are the same text. */
export function jsonParts(text: string): JsonPart[] {
  const parts: JsonPart[] = []
  let done = 0
  const add = (kind: JsonPart['kind'], part: string): void => {
    if (part === '') return
    parts.push({ kind, text: part, at: done })
    done += part.length
  }
  for (const found of text.matchAll(TOKEN)) {
    const [, quoted, colon, number, word] = found
    add('plain', text.slice(done, found.index))
    if (quoted !== undefined) add(colon === undefined ? 'string' : 'name', quoted)
    if (colon !== undefined) add('plain', colon)
    if (number !== undefined) add('number', number)
    if (word !== undefined) add('word', word)
  }
  add('plain', text.slice(done))
  return parts
}
