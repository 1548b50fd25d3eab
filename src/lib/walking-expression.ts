/** A part of a parsed JSONata expression, as far as it is looked at here. */
interface Part {
  readonly type?: string
  readonly value?: unknown
  readonly [name: string]: unknown
}

/** What is needed to know that an expression stays small: the variables that it names. */
export interface Walk {
  readonly variables: readonly string[]
}

// Each looks at every part of what it is given once, and makes nothing that is larger.
const FUNCTIONS: ReadonlySet<unknown> = new Set([
  'append',
  'boolean',
  'count',
  'exists',
  'join',
  'length',
  'lookup',
  'lowercase',
  'merge',
  'not',
  'trim',
  'uppercase',
])
const OPERATORS: ReadonlySet<unknown> = new Set('= != < <= > >= + - * / % & and or in'.split(' '))
// A text of a text of a text doubles its quotes each time.
const MOST_JOINED = 8
const MOST_PARTS = 2_000

/**
 * Whether an expression does nothing but walk down what it is given and put together what it finds there: no loop, no pattern, no way
 * back up, no function of its own. Its work is at most its own length times the size of the record, so it may be done anywhere.
 * `null` = it may do more than that.
 */
export function walkOf(program: unknown): Walk | null {
  const variables = new Set<string>()
  const waiting: unknown[] = [program]
  let [parts, joined] = [0, 0]
  while (waiting.length > 0) {
    const part = waiting.pop() as Part
    const inner = innerParts(part, variables)
    if (part.type === 'binary' && part.value === '&') joined += 1
    parts += 1
    if (inner === null || parts > MOST_PARTS || joined > MOST_JOINED) return null
    waiting.push(...inner)
  }
  return { variables: [...variables] }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** What a part consists of; `null` = it is of a kind that may do more than walk. */
function innerParts(part: Part, variables: Set<string>): readonly unknown[] | null {
  // Groups gather in steps that each copy what was gathered; the others name places of a walk to come back to.
  if ([part['group'], part['focus'], part['index'], part['nextFunction'], part['ancestor']].some(Boolean)) return null
  const filters = filtersOf(part)
  const inner = filters === null ? null : partsByType(part, variables)
  return inner === null ? null : [...inner, ...(filters ?? [])]
}

function partsByType(part: Part, variables: Set<string>): readonly unknown[] | null {
  switch (part.type) {
    case 'name':
    case 'string':
    case 'number':
    case 'value':
      return []
    case 'variable':
      // `$` is where we are; `$$` is the way back to the whole.
      if (part.value === '$') return null
      if (part.value !== '') variables.add(String(part.value))
      return []
    case 'path':
      return list(part['steps'])
    case 'block':
      return list(part['expressions'])
    case 'condition':
      return [part['condition'], part['then'], part['else']].filter((one) => one !== undefined)
    case 'binary':
      return OPERATORS.has(part.value) ? [part['lhs'], part['rhs']] : null
    case 'unary':
      return unaryParts(part)
    case 'function':
      return calledParts(part)
    default:
      return null
  }
}

function unaryParts(part: Part): readonly unknown[] | null {
  if (part.value === '[') return list(part['expressions'])
  if (part.value === '{') return list(part['lhs']).flatMap(list)
  return part.value === '-' ? [part['expression']] : null
}

function calledParts(part: Part): readonly unknown[] | null {
  const called = part['procedure'] as Part | undefined
  return called?.type === 'variable' && FUNCTIONS.has(called.value) ? list(part['arguments']) : null
}

/** The conditions in square brackets behind a part. */
function filtersOf(part: Part): readonly unknown[] | null {
  const stages = [...list(part['stages']), ...list(part['predicate'])] as readonly Part[]
  return stages.every((stage) => stage.type === 'filter') ? stages.map((stage) => stage['expr']) : null
}
