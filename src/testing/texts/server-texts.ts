import { type Files, type Path, type Place } from './resolve.ts'
import { calls, type Reading, saidBy, type SaidParameter } from './evaluate.ts'
import { answersOf, isSyntax, nameOf, piecesOf, type SourceFile, type Syntax } from './syntax.ts'
import { hasWords, idOf, type Template } from './templates.ts'
import { SAID, type SaidPlace } from './said.ts'

/** A text that the server may write. */
export interface ServerText {
  /** English, its holes numbered: `{0} was placed on {1}.` */
  readonly id: string
  /** `part`: it only ever stands in a hole of another. */
  readonly kind: 'text' | 'part'
  /** Holes in which parts may stand. */
  readonly holesOfParts: readonly number[]
  /** The files that say it. */
  readonly files: readonly string[]
}

interface Found {
  readonly template: Template
  isText: boolean
  readonly files: Set<string>
}

/** Every text that people may read from the server, found in its source. */
export function serverTexts(files: Files): ServerText[] {
  const found = new Map<string, Found>()
  const add = (template: Template, file: SourceFile, isText: boolean): void => {
    if (!hasWords(template)) return
    const id = idOf(template)
    const known = found.get(id) ?? { template, isText, files: new Set() }
    known.isText ||= isText
    known.files.add(file.path)
    found.set(id, known)
  }
  const parameters: { readonly parameter: SaidParameter; readonly isPart: boolean }[] = []
  const seen = new Set<string>()
  const reading: Reading = {
    files,
    known: new WeakMap(),
    onPart: (template, file) => add(template, file, false),
    onParameter(parameter, isPart) {
      const { owner, index, path } = parameter
      const key = [owner.file.path, owner.piece['start'], index, ...path, isPart].join(' ')
      if (!seen.has(key)) parameters.push({ parameter, isPart })
      seen.add(key)
    },
  }
  const say = (place: Place, path: Path, isPart: boolean): void => {
    for (const template of saidBy(reading, place, path, isPart).templates) add(template, place.file, !isPart)
  }
  for (const file of files.values()) {
    for (const { piece, isPart } of saidIn(file)) for (const path of [[], [null]]) say({ file, piece }, path, isPart)
  }
  const callsByName = callsIn(files)
  // What is given for a parameter may be a parameter again.
  for (const { parameter, isPart } of parameters) {
    for (const place of given(callsByName, parameter)) say(place, parameter.path, isPart)
  }
  return [...found].map(([id, { template, isText, files: saying }]) => ({
    id,
    kind: isText ? 'text' : 'part',
    holesOfParts: template.holes.flatMap(({ hasParts }, index) => (hasParts ? [index] : [])),
    files: [...saying].sort(),
  }))
}

/** What stands where texts for people stand (`said.ts`). */
function saidIn(file: SourceFile): { readonly piece: Syntax; readonly isPart: boolean }[] {
  const here = SAID.filter(({ files }) => files.test(file.path))
  return [true, false].flatMap((isPart) =>
    saidAt(
      file,
      here.filter((one) => (one.isPart ?? false) === isPart),
    ).map((piece) => ({ piece, isPart })),
  )
}

function saidAt(file: SourceFile, places: readonly SaidPlace[]): Syntax[] {
  const properties = new Set(places.flatMap((one) => one.properties ?? []))
  const argumentsOf = new Map(places.flatMap((one) => Object.entries(one.calls ?? {})))
  const answers = new Set(places.flatMap((one) => one.answers ?? []))
  return file.pieces.flatMap((piece): Syntax[] => {
    if (piece.type === 'Property' && piece['computed'] !== true && properties.has(nameOf(piece['key']) ?? '')) {
      return [piece['value']].filter(isSyntax)
    }
    const name = nameOf(piece['id'])
    if (name !== null && answers.has(name)) return answersWithin(piece)
    if (piece.type !== 'CallExpression' || !isSyntax(piece['callee'])) return []
    const at = argumentsOf.get(nameOf(piece['callee']['property']) ?? nameOf(piece['callee']) ?? '')
    const argument = at === undefined ? undefined : piecesOf(piece['arguments'])[at]
    return argument === undefined ? [] : [argument]
  })
}

/** The answers of a declared function. */
function answersWithin(declaration: Syntax): Syntax[] {
  const made = declaration.type === 'VariableDeclarator' ? declaration['init'] : declaration
  return isSyntax(made) ? answersOf(made) : []
}

type CallsByName = ReadonlyMap<string, readonly Place[]>

function callsIn(files: Files): CallsByName {
  const found = [...files.values()].flatMap((file) =>
    file.pieces.filter(({ type }) => type === 'CallExpression').map((piece): Place => ({ file, piece })),
  )
  return Map.groupBy(found, ({ piece: { callee } }) =>
    isSyntax(callee) ? (nameOf(callee['property']) ?? nameOf(callee) ?? '') : '',
  )
}

/** What is given for a parameter wherever its function is called by its name. */
function given(callsByName: CallsByName, { owner, index }: SaidParameter): Place[] {
  const around = owner.file.parents.get(owner.piece)
  const name = nameOf(owner.piece['id']) ?? nameOf(around?.['id']) ?? nameOf(around?.['key'])
  if (name === null) return []
  return (callsByName.get(name) ?? []).flatMap(({ file, piece }) => {
    const argument = piecesOf(piece['arguments'])[index]
    return argument !== undefined && calls(file, piece, owner, name) ? [{ file, piece: argument }] : []
  })
}
