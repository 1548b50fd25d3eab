import picocolors from 'picocolors'
import type { Ended } from './child.ts'
import { runProgram } from './run-program.ts'

/**
 * Runs a call of the command line in this process: all of it but the process itself, which takes longer to start than most commands
 * to run. For tests.
 */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  let [stdout, stderr, failed] = ['', '', false]
  const io = {
    env,
    columns: 100,
    isTerminal: false,
    colors: picocolors.createColors(false),
    out: (text: string) => void (stdout += `${text}\n`),
    err: (text: string) => void (stderr += `${text}\n`),
    raw: (text: string) => void (stdout += text),
    fail: () => {
      failed = true
    },
    failed: () => failed,
  }
  const code = await runProgram(io, { args, version: '0.0.0' })
  return { code, stdout, stderr }
}
