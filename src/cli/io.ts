import picocolors from 'picocolors'

/** What a command talks to: its streams, its environment and how it ends. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly columns: number
  /** Somebody is looking: colours, and lines that are drawn again. */
  readonly isTerminal: boolean
  readonly colors: Colors
  /** Writes to stdout, a line feed after it. */
  out(text: string): void
  /** Writes to stderr, a line feed after it. */
  err(text: string): void
  /** Writes to stdout exactly as it is. */
  raw(text: string): void
  /** The command did its work and the answer is "no": exit code 1 without another word. */
  fail(): void
}

export type Colors = ReturnType<typeof picocolors.createColors>

/** The terminal that this process was started in. */
export function processIo(): Io & { readonly failed: () => boolean } {
  let hasFailed = false
  const { env, stdout, stderr } = process
  const isTerminal = stdout.isTTY === true && env['TERM'] !== 'dumb'
  // Colours are for eyes; https://no-color.org asks for a way to turn them off.
  const wantsColor = env['NO_COLOR'] === undefined && (isTerminal || env['FORCE_COLOR'] !== undefined)
  return {
    env,
    columns: stdout.columns ?? 100,
    isTerminal,
    colors: picocolors.createColors(wantsColor),
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    raw: (text) => void stdout.write(text),
    fail: () => {
      hasFailed = true
    },
    failed: () => hasFailed,
  }
}
