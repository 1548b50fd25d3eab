import { isFunction, isSyntax, nameOf, piecesOf, type SourceFile, type Syntax } from './syntax.ts'

/** A piece and the file that it stands in. */
export interface Place {
  readonly file: SourceFile
  readonly piece: Syntax
}

/** One step into a value: the name of a field, a position, or any of them. */
export type Step = string | null
export type Path = readonly Step[]

/** What a name stands for: a value and the way into it, or a parameter of a function. */
export type Meaning =
  | { readonly what: 'value'; readonly place: Place; readonly path: Path }
  | { readonly what: 'function'; readonly place: Place }
  | { readonly what: 'parameter'; readonly owner: Place; readonly index: number; readonly path: Path }

export type Files = ReadonlyMap<string, SourceFile>

/** What a name means where it is used; `null` = it is not declared in these files. */
export function meaningOf(files: Files, { file, piece }: Place, name: string): Meaning | null {
  for (let around: Syntax | undefined = piece; around !== undefined; around = file.parents.get(around)) {
    const found =
      declaredIn(file, around, name) ??
      (isFunction(around) ? parameterOf(file, around, name) : null) ??
      (around.type === 'ForOfStatement' ? ofLoop(file, around, name) : null)
    if (found !== null) return found
  }
  return imported(files, file, name)
}

function declaredIn(file: SourceFile, block: Syntax, name: string): Meaning | null {
  if (block.type !== 'BlockStatement' && block.type !== 'Program') return null
  for (const statement of piecesOf(block['body'])) {
    const inner = statement.type === 'ExportNamedDeclaration' ? statement['declaration'] : statement
    if (!isSyntax(inner)) continue
    if (inner.type === 'FunctionDeclaration' && nameOf(inner['id']) === name) {
      return { what: 'function', place: { file, piece: inner } }
    }
    if (inner.type !== 'VariableDeclaration') continue
    for (const { id, init } of piecesOf(inner['declarations'])) {
      const path = isSyntax(id) && isSyntax(init) ? pathTo(id, name) : null
      if (path !== null && isSyntax(init)) return { what: 'value', place: { file, piece: init }, path }
    }
  }
  return null
}

function ofLoop(file: SourceFile, loop: Syntax, name: string): Meaning | null {
  const [declared] = isSyntax(loop['left']) ? piecesOf(loop['left']['declarations']) : []
  const path = declared !== undefined && isSyntax(declared['id']) ? pathTo(declared['id'], name) : null
  const right = loop['right']
  return path === null || !isSyntax(right)
    ? null
    : { what: 'value', place: { file, piece: right }, path: [null, ...path] }
}

function parameterOf(file: SourceFile, piece: Syntax, name: string): Meaning | null {
  for (const [index, parameter] of piecesOf(piece['params']).entries()) {
    const path = pathTo(parameter, name)
    if (path !== null) return { what: 'parameter', owner: { file, piece }, index, path }
  }
  return null
}

/** Where in a pattern a name stands: `{ a: [, name] }` is `['a', '1']`. */
function pathTo(pattern: Syntax, name: string): string[] | null {
  if (pattern.type === 'Identifier') return pattern['name'] === name ? [] : null
  if (pattern.type === 'AssignmentPattern') return isSyntax(pattern['left']) ? pathTo(pattern['left'], name) : null
  if (pattern.type === 'ObjectPattern') {
    for (const { key, value } of piecesOf(pattern['properties'])) {
      const path = isSyntax(value) ? pathTo(value, name) : null
      if (path !== null) return [nameOf(key) ?? '', ...path]
    }
  }
  if (pattern.type === 'ArrayPattern' && Array.isArray(pattern['elements'])) {
    for (const [index, element] of (pattern['elements'] as unknown[]).entries()) {
      const path = isSyntax(element) ? pathTo(element, name) : null
      if (path !== null) return [String(index), ...path]
    }
  }
  return null
}

function imported(files: Files, file: SourceFile, name: string): Meaning | null {
  const found = importOf(file, name)
  const other = found === null ? undefined : files.get(pathOf(file.path, found.from))
  return found === null || other === undefined ? null : declaredIn(other, other.program, found.name)
}

/** Where a file gets a name from, and how it is called there. */
export function importOf(file: SourceFile, local: string): { readonly from: string; readonly name: string } | null {
  for (const statement of piecesOf(file.program['body'])) {
    if (statement.type !== 'ImportDeclaration') continue
    for (const one of piecesOf(statement['specifiers'])) {
      if (nameOf(one['local']) === local) {
        return { from: nameOf(statement['source']) ?? '', name: nameOf(one['imported']) ?? local }
      }
    }
  }
  return null
}

/** `./x.ts` beside a file, `#books/x` anywhere. */
export function pathOf(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}.ts`
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}
