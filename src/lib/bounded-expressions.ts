import { createRunners } from './expression-runners.ts'

/** One expression with what it sees beside the common base. */
export interface BoundedTask {
  readonly source: string
  readonly input?: Readonly<Record<string, unknown>>
  /** Whether to tell which parts of the input it looked at. */
  readonly trace?: boolean
  /** In place of base and input: a value of any kind, with variables (`$name`). Such an expression may see the clock. */
  readonly over?: { readonly value: unknown; readonly variables: Readonly<Record<string, unknown>> }
}

export interface BoundedWork {
  /** What all expressions see. Plain data. */
  readonly base: Readonly<Record<string, unknown>>
  readonly tasks: readonly BoundedTask[]
}

export type BoundedAnswer =
  | {
      readonly ok: true
      /** Plain data; `null` when it selects nothing, but `undefined` of one that stands `over` a value. */
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

// JSONata ends its own loops after a second, or three. What runs in one piece, such as a pattern on a long text, is ended from outside.
const ofFields = createRunners({ memoryMb: 64, longestMs: 2_000, most: 1 })
// A whole page of a list may be looked at at once. Two, so that one that takes long does not hold up all the others.
const ofSettings = createRunners({ memoryMb: 256, longestMs: 5_000, most: 2 })

/**
 * What expressions that other people write make of plain data, in a process with little memory and little time: one that is endless
 * or enormous ends there, and nothing else notices. One after the other; answers in the order of the tasks. They see no clock and no
 * chance: the same data always comes to the same value. Never throws for what an expression does.
 */
export const evaluateBounded = (work: BoundedWork): Promise<readonly BoundedAnswer[]> =>
  work.tasks.length === 0 ? Promise.resolve([]) : ofFields.ask(work)

/** The same for one expression of the settings of a connection, or of a file's mapping, over one value. */
export async function evaluateApart(
  source: string,
  over: NonNullable<BoundedTask['over']>,
): Promise<BoundedAnswer | undefined> {
  const [answer] = await ofSettings.ask({ base: {}, tasks: [{ source, over }] }, source)
  return answer
}
