import { CommanderError } from 'commander'
import { tellFailure } from './failure.ts'
import type { Io } from './io.ts'
import { createProgram } from './program.ts'

const USAGE = 2
const FAILED = 1

export interface Call {
  /** What a person types after the name of the program. */
  readonly args: readonly string[]
  readonly version: string
}

/** Runs one call of the command line to its end. Answers its exit code: 0, 1 = it failed or the answer is "no", 2 = mistyped. */
export async function runProgram(
  io: Io & { readonly failed: () => boolean },
  { args, version }: Call,
): Promise<number> {
  // A word that only looks like a command costs nothing but its loading.
  const program = await createProgram(io, version, args)
  try {
    await program.parseAsync(args, { from: 'user' })
    return io.failed() ? FAILED : 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
    const { json, debug } = program.opts<{ json?: boolean; debug?: boolean }>()
    tellFailure(io, error, { json: json === true, debug: debug === true })
    return FAILED
  }
}
