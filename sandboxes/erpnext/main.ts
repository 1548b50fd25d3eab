import { startErpnext } from './start.ts'

interface RunOptions {
  readonly port?: number
  readonly print: (line: string) => void
}

/** Runs a demo site until the process is told to end: prints where it is and how to sign in, then waits for SIGINT or SIGTERM. */
export async function runSandbox({ port, print }: RunOptions): Promise<void> {
  await using erp = await startErpnext({ seed: 'demo', ...(port === undefined ? {} : { port }) })
  print(`ERPNext sandbox   ${erp.url}`)
  print(`API key           ${erp.apiKey}`)
  print(`API secret        ${erp.apiSecret}`)
  print('Company           Nordlys AB (SEK)')
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
