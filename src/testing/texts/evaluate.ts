import { type Files, importOf, meaningOf, type Path, pathOf, type Place } from './resolve.ts'
import { answersOf, bare, isFunction, isSyntax, nameOf, piecesOf, type SourceFile, type Syntax } from './syntax.ts'
import { hasWords, hole, joined, literal, type Template } from './templates.ts'

/** What a value may say, as far as the source tells. */
export interface Said {
  readonly templates: readonly Template[]
  /** Whether it says nothing else. */
  readonly isWhole: boolean
}

/** A parameter that is said: what is given for it is said too. */
export interface SaidParameter {
  readonly owner: Place
  readonly index: number
  readonly path: Path
}

export interface Reading {
  readonly files: Files
  /** What was read already, kept from one question to the next. */
  readonly known: Known
  /** Is told of every text that is put into a hole of another. */
  onPart(template: Template, file: SourceFile): void
  /** Is told of parameters that are said: `isPart` where they only fill a hole. */
  onParameter(parameter: SaidParameter, isPart: boolean): void
}

type Known = WeakMap<Syntax, Map<string, Said>>

interface Asked {
  readonly reading: Reading
  readonly isPart: boolean
  /** What is being read, so that what refers to itself ends. */
  readonly open: ReadonlySet<Syntax>
  /** What was read already, by the way into it. */
  readonly known: Known
}

const NOTHING: Said = { templates: [], isWhole: false }
const ANSWER = '()'
const MOST_BRANCHES = 4
const MOST_WHOLE = 8
const DEEPEST = 60
const LONGEST_WAY = 5

/** What is said by the value at `path` within an expression. */
export function saidBy(reading: Reading, place: Place, path: Path = [], isPart = false): Said {
  return read({ reading, isPart, open: new Set(), known: reading.known }, place, path)
}

function read(asked: Asked, { file, piece: wrapped }: Place, path: Path): Said {
  const piece = bare(wrapped)
  if (asked.open.has(piece) || asked.open.size > DEEPEST || path.length > LONGEST_WAY) return NOTHING
  const known = asked.known.get(piece) ?? new Map<string, Said>()
  asked.known.set(piece, known)
  const key = `${asked.isPart} ${path.map((step) => step ?? '*').join(' ')}`
  const said = known.get(key) ?? readAnew(asked, { file, piece }, path)
  known.set(key, said)
  return said
}

function readAnew(asked: Asked, { file, piece }: Place, path: Path): Said {
  const inner: Asked = { ...asked, open: new Set([...asked.open, piece]) }
  const at = (value: unknown, way: Path = path): Said =>
    isSyntax(value) ? read(inner, { file, piece: value }, way) : NOTHING
  if (isFunction(piece)) {
    return path[0] === ANSWER ? either(answersOf(piece).map((answer) => at(answer, path.slice(1)))) : NOTHING
  }
  switch (piece.type) {
    case 'Literal':
      return ofLiteral(piece, path)
    case 'TemplateLiteral':
      return path.length > 0 ? NOTHING : ofTemplate(inner, { file, piece })
    case 'BinaryExpression':
      return piece['operator'] === '+' && path.length === 0 ? ofSum(inner, { file, piece }) : NOTHING
    case 'ConditionalExpression':
      return either([at(piece['consequent']), at(piece['alternate'])])
    case 'LogicalExpression':
      return piece['operator'] === '&&' ? at(piece['right']) : either([at(piece['left']), at(piece['right'])])
    case 'Identifier':
      return ofName(inner, { file, piece }, path)
    case 'MemberExpression':
      return at(piece['object'], [
        piece['computed'] === true ? indexOf(piece['property']) : nameOf(piece['property']),
        ...path,
      ])
    case 'ObjectExpression':
    case 'ArrayExpression':
      return ofMembers(inner, { file, piece }, path)
    case 'CallExpression':
      return ofCall(inner, { file, piece }, path)
    case 'NewExpression':
      return nameOf(piece['callee']) === 'Map'
        ? at(piecesOf(piece['arguments'])[0], [null, '1', ...path.slice(1)])
        : NOTHING
    default:
      return NOTHING
  }
}

const either = (all: readonly Said[]): Said => ({
  templates: all.flatMap(({ templates }) => templates),
  isWhole: all.length > 0 && all.every(({ isWhole }) => isWhole),
})

const indexOf = (piece: unknown): string | null => (isSyntax(piece) && piece.type === 'Literal' ? nameOf(piece) : null)

function ofLiteral({ value }: Syntax, path: Path): Said {
  if (value === null) return { templates: [], isWhole: true }
  return typeof value === 'string' && path.length === 0 ? { templates: [literal(value)], isWhole: true } : NOTHING
}

function ofTemplate(asked: Asked, { file, piece }: Place): Said {
  const expressions = piecesOf(piece['expressions'])
  const parts = piecesOf(piece['quasis']).flatMap((quasi, index): Place[] => {
    const text: Syntax = { type: 'Literal', value: (quasi['value'] as { readonly cooked: string }).cooked }
    const filled = expressions[index]
    return [{ file, piece: text }, ...(filled === undefined ? [] : [{ file, piece: filled }])]
  })
  return together(asked, parts)
}

const ofSum = (asked: Asked, { file, piece }: Place): Said =>
  together(
    asked,
    [piece['left'], piece['right']].filter(isSyntax).map((one) => ({ file, piece: one })),
  )

/** One behind the other: what has few known forms is said in each of them, anything else is a hole. */
function together(asked: Asked, parts: readonly Place[]): Said {
  let forms: Template[][] = [[]]
  for (const part of parts) {
    const said = read({ ...asked, isPart: asked.isPart || bare(part.piece).type !== 'Literal' }, part, [])
    const isFixed = bare(part.piece).type === 'Literal'
    const isFew = said.templates.length <= MOST_BRANCHES && said.templates.length * forms.length <= MOST_WHOLE
    const speaks = said.templates.some(hasWords)
    if (isFixed || (said.isWhole && isFew && speaks)) {
      forms = forms.flatMap((form) => said.templates.map((template) => [...form, template]))
      continue
    }
    for (const template of said.templates) asked.reading.onPart(template, part.file)
    forms = forms.map((form) => [...form, hole(speaks)])
  }
  return { templates: forms.map(joined), isWhole: true }
}

function ofName(asked: Asked, place: Place, path: Path): Said {
  const name = nameOf(place.piece) ?? ''
  if (name === 'undefined') return { templates: [], isWhole: true }
  const meaning = meaningOf(asked.reading.files, place, name)
  if (meaning === null) return NOTHING
  if (meaning.what === 'function') return read(asked, meaning.place, path)
  if (meaning.what === 'value') return read(asked, meaning.place, [...meaning.path, ...path])
  const { owner, index } = meaning
  const way = [...meaning.path, ...path]
  const element = index === 0 ? elementFor(owner) : null
  if (element !== null) return read(asked, element, [null, ...way])
  asked.reading.onParameter({ owner, index, path: way }, asked.isPart)
  return NOTHING
}

const GOES_THROUGH = new Set(['map', 'flatMap', 'filter', 'find', 'forEach'])

/** The list whose members a function gets, where it goes through one. */
function elementFor({ file, piece }: Place): Place | null {
  const call = file.parents.get(piece)
  const callee = call?.type === 'CallExpression' ? call['callee'] : null
  if (!isSyntax(callee) || callee.type !== 'MemberExpression') return null
  const list = callee['object']
  return GOES_THROUGH.has(nameOf(callee['property']) ?? '') && isSyntax(list) ? { file, piece: list } : null
}

function ofMembers(asked: Asked, { file, piece }: Place, [step, ...rest]: Path): Said {
  if (step === undefined) return NOTHING
  const members = piecesOf(piece['properties'] ?? piece['elements'])
  const found = members.flatMap((member, index): Said[] => {
    if (member.type === 'SpreadElement') return [read(asked, { file, piece: member }, [step, ...rest])]
    const name = member.type === 'Property' ? nameOf(member['key']) : String(index)
    const value = member.type === 'Property' ? member['value'] : member
    return (step === null || step === name) && isSyntax(value) ? [read(asked, { file, piece: value }, rest)] : []
  })
  return either(found)
}

const SAME_LIST = new Set([
  'filter',
  'slice',
  'sort',
  'toSorted',
  'reverse',
  'concat',
  'trim',
  'trimEnd',
  'toLowerCase',
  'padEnd',
])
const ONE_OF_LIST = new Set(['find', 'at', 'get', 'pop', 'shift'])

function ofCall(asked: Asked, { file, piece }: Place, path: Path): Said {
  const callee = isSyntax(piece['callee']) ? bare(piece['callee']) : null
  const [first] = piecesOf(piece['arguments'])
  if (callee === null) return NOTHING
  const object = callee['object']
  if (callee.type !== 'MemberExpression' || !isSyntax(object))
    return read(asked, { file, piece: callee }, [ANSWER, ...path])
  const list = { file, piece: object }
  const method = nameOf(callee['property']) ?? ''
  if (nameOf(object) === 'Object' && first !== undefined) {
    if (method !== 'entries') return read(asked, { file, piece: first }, path)
    // Of an entry, the name comes first.
    return path[1] === '0' ? NOTHING : read(asked, { file, piece: first }, [null, ...path.slice(2)])
  }
  if ((method === 'map' || method === 'flatMap') && first !== undefined) {
    return read(asked, { file, piece: first }, [ANSWER, ...(method === 'map' ? path.slice(1) : path)])
  }
  if (SAME_LIST.has(method)) return read(asked, list, path)
  if (ONE_OF_LIST.has(method)) return read(asked, list, [null, ...path])
  if (method !== 'join') return read(asked, { file, piece: callee }, [ANSWER, ...path])
  const { templates } = read({ ...asked, isPart: true }, list, [null])
  for (const template of templates) asked.reading.onPart(template, file)
  return { templates, isWhole: false }
}

/** Whether a call is one of a function: declared under this name beside it, or brought in from its file. */
export function calls(file: SourceFile, call: Syntax, owner: Place, name: string): boolean {
  const callee = call['callee']
  if (!isSyntax(callee)) return false
  const isBeside = file.path === owner.file.path
  if (callee.type === 'MemberExpression') return isBeside && nameOf(callee['property']) === name
  const local = nameOf(callee)
  if (local === null) return false
  if (isBeside) return local === name
  const found = importOf(file, local)
  return found?.name === name && pathOf(file.path, found.from) === owner.file.path
}
