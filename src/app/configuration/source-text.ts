import { type Document, isCollection, isMap, isPair, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Path, Problem } from './problems.ts'

/** A configuration file that was read: its value, and where in the file each part of it stands. */
export interface SourceText {
  readonly value: unknown
  /** The line of the deepest part of `path` that the file has. */
  lineOf(path: Path): number | null
}

/** Reads YAML, and JSON, which is a part of it. */
export function readSourceText(text: string): SourceText | { readonly problems: readonly Problem[] } {
  try {
    return readDocument(text)
  } catch {
    // Aliases that multiply, or brackets without end: what would fill the memory is given up before it does.
    return {
      problems: [
        {
          path: '',
          line: null,
          message: 'The file cannot be read: it nests too deeply, or repeats itself too often by aliases.',
          remedy: 'Write it as "tillbridge export" does.',
        },
      ],
    }
  }
}

function readDocument(text: string): SourceText | { readonly problems: readonly Problem[] } {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, uniqueKeys: true })
  const lineAt = (offset: number): number => counter.linePos(offset).line
  const given = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  if (given !== undefined) throw given
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ ...wordsOf(error), path: '', line: lineAt(error.pos[0]) }))
    return { problems }
  }
  const unstorable = unstorableAt(document)
  if (unstorable !== null) return { problems: [{ ...UNSTORABLE, path: '', line: lineAt(unstorable) }] }
  const root = document.contents as Node | null
  return {
    value: document.toJS() as unknown,
    lineOf: (path) => {
      const offset = offsetOf(root, path)
      return offset === null ? null : lineAt(offset)
    },
  }
}

function wordsOf({ code, message }: Document['errors'][number]): Pick<Problem, 'message' | 'remedy'> {
  if (code === 'MULTIPLE_DOCS')
    return {
      message: 'The file cannot be read: it holds more than one document.',
      remedy: 'Take the line "---" out, or keep each part in a file of its own.',
    }
  return {
    message: `The file cannot be read: ${firstLine(message)}.`,
    remedy: 'Check the indentation, the quotes and the colons around this line.',
  }
}

const UNSTORABLE = {
  message: 'A text holds a character that cannot be kept: U+0000, or half of a character.',
  remedy: 'Leave it out.',
}

/** Where a text begins that no database keeps; `null` = there is none. */
function unstorableAt(document: Document): number | null {
  let found: number | null = null
  visit(document, {
    Scalar(_key, { value, range }) {
      if (typeof value !== 'string' || (!value.includes('\0') && value.isWellFormed())) return undefined
      found = range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

function offsetOf(root: Node | null, path: Path): number | null {
  let node: unknown = root
  let offset = root?.range?.[0] ?? null
  for (const part of path) {
    if (!isCollection(node)) return offset
    const pair = isMap(node) ? node.items.find((item) => isPair(item) && keyText(item.key) === String(part)) : undefined
    const next: unknown = pair === undefined ? node.get(part, true) : pair.value
    const place = ((pair?.key ?? next) as Node | null | undefined)?.range?.[0]
    if (place === undefined) return offset
    offset = place
    node = next
  }
  return offset
}

const keyText = (key: unknown): string => String((key as { value?: unknown } | null)?.value ?? key)
const firstLine = (text: string): string => (text.split('\n')[0] ?? text).replace(/\.$/, '')
