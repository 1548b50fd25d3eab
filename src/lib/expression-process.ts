import type { BoundedAnswer, BoundedTask, BoundedWork } from './bounded-expressions.ts'
import { compileExpression, ExpressionError } from './expressions.ts'
import { tracedReads } from './traced-reads.ts'

// A program of its own: see `bounded-expressions.ts`.
const LONGEST_RESULT = 100_000

process.on('disconnect', () => process.exit())
process.on('message', ({ base, tasks }: BoundedWork) => void answerAll(base, tasks))
process.send?.('ready')

async function answerAll(base: BoundedWork['base'], tasks: BoundedWork['tasks']): Promise<void> {
  // One by one: whoever ends this process knows then which expression it was ended for.
  for (const task of tasks) process.send?.(await answerTo(base, task))
}

async function answerTo(
  base: BoundedWork['base'],
  { source, input, trace = false }: BoundedTask,
): Promise<BoundedAnswer> {
  try {
    const whole = { ...base, ...input }
    const traced = trace ? tracedReads(whole) : null
    const value = await compileExpression(source, { strict: true }).evaluate(traced?.value ?? whole)
    return { ok: true, value: plain(value), reads: traced?.reads() ?? [] }
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, reason: error.reason, character: error.character }
    return { ok: false, reason: error instanceof Error ? error.message : String(error), character: null }
  }
}

/** As JSON, without what the language adds to its lists; `null` for nothing. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'function') throw new Error('The expression comes to a function')
  const text = typeof value === 'string' && value.length > LONGEST_RESULT ? value : JSON.stringify(value)
  if (text.length > LONGEST_RESULT) throw new Error(`The expression comes to more than ${LONGEST_RESULT} characters`)
  return JSON.parse(text) as unknown
}
