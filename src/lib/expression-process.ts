import { Worker } from 'node:worker_threads'
import type { BoundedAnswer, BoundedTask, BoundedWork } from './bounded-expressions.ts'
import { compileHere, ExpressionError } from './expressions.ts'
import { tracedReads } from './traced-reads.ts'

// A program of its own: see `bounded-expressions.ts`.
const LONGEST_RESULT = 100_000

// While an expression runs in one piece nothing else is heard here, not even that whoever asked was killed and will never end it: a
// thread beside looks after that.
const ORPHANED = `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, 'SIGKILL') }, 500)`
new Worker(ORPHANED, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()

process.on('disconnect', () => process.exit())
process.on('message', ({ base, tasks }: BoundedWork) => void answerAll(base, tasks))
process.send?.('ready')

async function answerAll(base: BoundedWork['base'], tasks: BoundedWork['tasks']): Promise<void> {
  // One by one: whoever ends this process knows then which expression it was ended for.
  for (const task of tasks) tell(await answerTo(base, task))
}

function tell(answer: BoundedAnswer): void {
  try {
    process.send?.(answer)
  } catch {
    process.send?.({ ok: false, reason: IS_FUNCTION, character: null } satisfies BoundedAnswer)
  }
}

const IS_FUNCTION = 'The expression comes to a function'

async function answerTo(base: BoundedWork['base'], task: BoundedTask): Promise<BoundedAnswer> {
  try {
    return task.over === undefined
      ? await strictAnswer(base, task)
      : { ok: true, value: await compileHere(task.source).evaluate(task.over.value, task.over.variables), reads: [] }
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, reason: error.reason, character: error.character }
    return { ok: false, reason: error instanceof Error ? error.message : String(error), character: null }
  }
}

async function strictAnswer(
  base: BoundedWork['base'],
  { source, input, trace = false }: BoundedTask,
): Promise<BoundedAnswer> {
  const whole = { ...base, ...input }
  const traced = trace ? tracedReads(whole) : null
  const value = await compileHere(source, { strict: true }).evaluate(traced?.value ?? whole)
  return { ok: true, value: plain(value), reads: traced?.reads() ?? [] }
}

/** As JSON, without what the language adds to its lists; `null` for nothing. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'function') throw new Error(IS_FUNCTION)
  const text = typeof value === 'string' && value.length > LONGEST_RESULT ? value : JSON.stringify(value)
  if (text.length > LONGEST_RESULT) throw new Error(`The expression comes to more than ${LONGEST_RESULT} characters`)
  return JSON.parse(text) as unknown
}
