import { type OdooOptions, startOdoo } from './start.ts'

export interface RunOptions extends OdooOptions {
  /** Where lines for people go. Default standard output. */
  readonly print?: (line: string) => void
}

/** Runs a server until the process is told to end: prints where it is and how to sign in, then waits for SIGINT or SIGTERM. */
export async function runSandbox(options: RunOptions = {}): Promise<void> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  await using odoo = await startOdoo(options)
  print(`Odoo sandbox      ${odoo.url} (version ${odoo.version})`)
  print(`Database          ${odoo.db}`)
  print(`User              ${odoo.login}`)
  print(`API key           ${odoo.apiKey}`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
