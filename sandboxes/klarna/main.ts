import { type KlarnaOptions, type KlarnaSandbox, startKlarna } from './start.ts'

export interface RunOptions extends KlarnaOptions {
  /** Orders paid before it says that it is ready, some refunded, all in one payout. Default 0. */
  readonly orders?: number
  /** Where lines for people go. Default standard output. */
  readonly print?: (line: string) => void
}

/** Runs a merchant until the process is told to end: prints where it is and its credentials, then waits for SIGINT or SIGTERM. */
export async function runSandbox(options: RunOptions = {}): Promise<void> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  await using klarna = await startKlarna(options)
  if (options.orders !== undefined && options.orders > 0) fill(klarna, options.orders)
  print(`Klarna sandbox    ${klarna.url}`)
  print(`User name         ${klarna.credentials.username}`)
  print(`Password          ${klarna.credentials.password}`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

const EVERY_NTH_REFUNDED = 5

function fill(klarna: KlarnaSandbox, orders: number): void {
  for (let number = 1; number <= orders; number += 1) {
    const sale = klarna.sale({ amount: 1990 + number * 700, reference1: `#${1000 + number}` })
    if (number % EVERY_NTH_REFUNDED === 0) klarna.refund(sale, 990)
  }
  klarna.payout()
}
