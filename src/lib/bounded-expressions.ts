import { type ChildProcess, fork } from 'node:child_process'

/** One expression with what it sees beside the common base. */
export interface BoundedTask {
  readonly source: string
  readonly input?: Readonly<Record<string, unknown>>
  /** Whether to tell which parts of the input it looked at. */
  readonly trace?: boolean
}

export interface BoundedWork {
  /** What all expressions see. Plain data. */
  readonly base: Readonly<Record<string, unknown>>
  readonly tasks: readonly BoundedTask[]
}

export type BoundedAnswer =
  | {
      readonly ok: true
      /** Plain data; `null` when it selects nothing. */
      readonly value: unknown
      /** Paths of the input, when it was traced. */
      readonly reads: readonly string[]
    }
  | {
      readonly ok: false
      readonly reason: string
      /** From 1; `null` = no single place. */
      readonly character: number | null
    }

// JSONata ends its own loops after a second. What runs in one piece, such as a pattern on a long text, is ended from outside.
const LONGEST_MS = 2_000
const LONGEST_START_MS = 60_000
const MEMORY = ['--max-old-space-size=64', '--max-semi-space-size=4']

interface Waiting {
  readonly work: BoundedWork
  readonly done: (answers: readonly BoundedAnswer[]) => void
  readonly failed: (error: unknown) => void
}

/** A running process; at most one piece of work is before it. */
interface Runner {
  readonly process: ChildProcess
  /** What it said before anybody waited for it. */
  readonly said: Heard[]
  /** Whoever waits for what it says next: that it has started, then one answer for each task. */
  heard: (outcome: Heard) => void
}

type Heard = { readonly message: unknown } | { readonly gone: string }

const queue: Waiting[] = []
let runner: Runner | null = null
let isBusy = false

/**
 * What expressions that other people write make of plain data, in a process with little memory and little time: one that is endless
 * or enormous ends there, and nothing else notices. One after the other; answers in the order of the tasks. They see no clock and no
 * chance: the same data always comes to the same value. Never throws for what an expression does.
 */
export function evaluateBounded(work: BoundedWork): Promise<readonly BoundedAnswer[]> {
  if (work.tasks.length === 0) return Promise.resolve([])
  return new Promise((done, failed) => {
    queue.push({ work, done, failed })
    void workOn()
  })
}

async function workOn(): Promise<void> {
  if (isBusy) return
  isBusy = true
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    await answersTo(next.work).then(next.done, next.failed)
  isBusy = false
}

/** What comes after an expression that had to be ended is given to a new process. */
async function answersTo({ base, tasks }: BoundedWork): Promise<readonly BoundedAnswer[]> {
  const answers: BoundedAnswer[] = []
  while (answers.length < tasks.length) {
    const current = (runner ??= await started())
    hold(current.process)
    let outcome = await heardFrom(current, LONGEST_MS, () =>
      current.process.send({ base, tasks: tasks.slice(answers.length) } satisfies BoundedWork),
    )
    while ('message' in outcome) {
      answers.push(outcome.message as BoundedAnswer)
      if (answers.length === tasks.length) break
      outcome = await heardFrom(current, LONGEST_MS, () => {})
    }
    letGo(current.process)
    if ('message' in outcome) break
    runner = null
    current.process.kill('SIGKILL')
    answers.push({ ok: false, reason: outcome.gone, character: null })
  }
  return answers
}

function heardFrom(from: Runner, longestMs: number, ask: () => void): Promise<Heard> {
  return new Promise((resolve) => {
    const early = from.said.shift()
    if (early !== undefined) return resolve(early)
    const timer = setTimeout(() => from.heard({ gone: 'It takes too long' }), longestMs)
    from.heard = (outcome) => {
      clearTimeout(timer)
      from.heard = (other) => void from.said.push(other)
      resolve(outcome)
    }
    ask()
  })
}

/** Starting takes a moment of its own, which is no expression's fault. */
async function started(): Promise<Runner> {
  const child = fork(new URL('./expression-process.ts', import.meta.url), {
    execArgv: MEMORY,
    // Nothing of this process is handed on, its secrets in the environment least of all.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  const own: Runner = { process: child, said: [], heard: (outcome) => void own.said.push(outcome) }
  child.on('message', (message: unknown) => own.heard({ message }))
  child.on('error', (error) => own.heard({ gone: error.message }))
  child.on('exit', () => own.heard({ gone: 'It needs too much memory' }))
  const outcome = await heardFrom(own, LONGEST_START_MS, () => {})
  if ('message' in outcome) return own
  child.kill('SIGKILL')
  throw new Error(`The process for expressions does not start: ${outcome.gone}`)
}

/** Only while it works it keeps this process from ending. */
const hold = (child: ChildProcess): void => {
  child.ref()
  child.channel?.ref()
}
const letGo = (child: ChildProcess): void => {
  child.unref()
  child.channel?.unref()
}
