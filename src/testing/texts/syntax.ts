import { parseSync } from 'vite'

/** A piece of the tree of a source file, as far as a reader of texts needs it. */
export interface Syntax {
  readonly type: string
  readonly [name: string]: unknown
}

export interface SourceFile {
  /** From the root of the repository: `src/books/reasons.ts`. */
  readonly path: string
  readonly program: Syntax
  /** What a piece stands in. */
  readonly parents: ReadonlyMap<Syntax, Syntax>
  /** Every piece, from the outside in. */
  readonly pieces: readonly Syntax[]
}

/** Reads a file of TypeScript. */
export function sourceFile(path: string, source: string): SourceFile {
  const program = parseSync(path, source, { lang: 'ts' }).program as unknown as Syntax
  const parents = new Map<Syntax, Syntax>()
  const pieces: Syntax[] = []
  const walk = (piece: Syntax): void => {
    pieces.push(piece)
    for (const child of childrenOf(piece)) {
      parents.set(child, piece)
      walk(child)
    }
  }
  walk(program)
  return { path, program, parents, pieces }
}

export const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string'

/** The pieces in a list, those that are left out excepted. */
export const piecesOf = (value: unknown): Syntax[] => (Array.isArray(value) ? value.filter(isSyntax) : [])

function childrenOf(piece: Syntax): Syntax[] {
  return Object.values(piece).flatMap((value) => (isSyntax(value) ? [value] : piecesOf(value)))
}

/** The name that a key, an identifier or a literal says; `null` = it says none. */
export function nameOf(piece: unknown): string | null {
  if (!isSyntax(piece)) return null
  if (piece.type === 'Identifier') return String(piece['name'])
  if (piece.type === 'Literal') return String(piece['value'])
  return null
}

const TRANSPARENT = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'ParenthesizedExpression',
  'AwaitExpression',
  'ChainExpression',
  'SpreadElement',
])

/** A value without what only the compiler reads. */
export const bare = (piece: Syntax): Syntax => {
  const inner = TRANSPARENT.has(piece.type) ? (piece['expression'] ?? piece['argument']) : null
  return isSyntax(inner) ? bare(inner) : piece
}

export const isFunction = ({ type }: Syntax): boolean =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'

/** What a function answers. */
export function answersOf(piece: Syntax): Syntax[] {
  const { body } = piece
  if (!isSyntax(body)) return []
  if (body.type !== 'BlockStatement') return [body]
  const found: Syntax[] = []
  const walk = (inner: Syntax): void => {
    if (isFunction(inner)) return
    if ((inner.type === 'ReturnStatement' || inner.type === 'YieldExpression') && isSyntax(inner['argument'])) {
      found.push(inner['argument'])
    }
    for (const child of childrenOf(inner)) walk(child)
  }
  walk(body)
  return found
}
