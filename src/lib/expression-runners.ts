import { type ChildProcess, fork } from 'node:child_process'
import type { BoundedAnswer, BoundedWork } from './bounded-expressions.ts'

export interface RunnersOptions {
  /** For each process, in megabytes. */
  readonly memoryMb: number
  /** What one expression may take until its process is ended. */
  readonly longestMs: number
  /** Processes at most. */
  readonly most: number
}

export interface Runners {
  /**
   * Answers in the order of the tasks; what comes after an expression that had to be ended is given to a new process. Works with one
   * `key` wait for each other: whoever takes long holds up its own kind alone while there is another process.
   */
  ask(work: BoundedWork, key?: string): Promise<readonly BoundedAnswer[]>
}

const LONGEST_START_MS = 60_000

interface Waiting {
  readonly work: BoundedWork
  readonly key: string | null
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

/** Processes with little memory and little time, for expressions that other people write. None is started before it is needed. */
export function createRunners(options: RunnersOptions): Runners {
  const queue: Waiting[] = []
  const atWork = new Set<string>()
  const idle: Runner[] = []
  let busy = 0

  const workOn = (): void => {
    while (busy < options.most) {
      const index = queue.findIndex(({ key }) => key === null || !atWork.has(key))
      const [next] = index === -1 ? [] : queue.splice(index, 1)
      if (next === undefined) return
      busy += 1
      if (next.key !== null) atWork.add(next.key)
      void answersTo(next.work, idle, options)
        .then(next.done, next.failed)
        .finally(() => {
          busy -= 1
          if (next.key !== null) atWork.delete(next.key)
          workOn()
        })
    }
  }
  return {
    ask: (work, key) =>
      new Promise((done, failed) => {
        queue.push({ work, key: key ?? null, done, failed })
        workOn()
      }),
  }
}

async function answersTo(
  { base, tasks }: BoundedWork,
  idle: Runner[],
  options: RunnersOptions,
): Promise<readonly BoundedAnswer[]> {
  const answers: BoundedAnswer[] = []
  while (answers.length < tasks.length) {
    const runner = idle.pop() ?? (await started(options))
    hold(runner.process)
    let outcome = await heardFrom(runner, options.longestMs, () =>
      runner.process.send({ base, tasks: tasks.slice(answers.length) } satisfies BoundedWork),
    )
    while ('message' in outcome) {
      answers.push(outcome.message as BoundedAnswer)
      if (answers.length === tasks.length) break
      outcome = await heardFrom(runner, options.longestMs, () => {})
    }
    letGo(runner.process)
    if ('message' in outcome) {
      idle.push(runner)
      break
    }
    runner.process.kill('SIGKILL')
    answers.push({ ok: false, reason: outcome.gone, character: null })
  }
  return answers
}

function heardFrom(from: Runner, longestMs: number, ask: () => void): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const early = from.said.shift()
    if (early !== undefined) return resolve(early)
    const timer = setTimeout(() => from.heard({ gone: 'It takes too long' }), longestMs)
    from.heard = (outcome) => {
      clearTimeout(timer)
      from.heard = (other) => void from.said.push(other)
      resolve(outcome)
    }
    try {
      ask()
    } catch (error) {
      clearTimeout(timer)
      reject(error)
    }
  })
}

/** Starting takes a moment of its own, which is no expression's fault. */
async function started({ memoryMb }: RunnersOptions): Promise<Runner> {
  const child = fork(new URL('./expression-process.ts', import.meta.url), {
    execArgv: [`--max-old-space-size=${memoryMb}`, '--max-semi-space-size=4'],
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
