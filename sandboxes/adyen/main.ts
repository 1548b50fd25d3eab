import { type AdyenOptions, type AdyenSandbox, startAdyen } from './start.ts'

export interface RunOptions extends AdyenOptions {
  /** Orders paid before it says that it is ready, some refunded, all in one batch. Default 0. */
  readonly orders?: number
  /** Where lines for people go. Default standard output. */
  readonly print?: (line: string) => void
}

/** Runs a merchant account until the process is told to end: prints where it is and its credentials, then waits for SIGINT or SIGTERM. */
export async function runSandbox(options: RunOptions = {}): Promise<void> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  await using adyen = await startAdyen(options)
  if (options.orders !== undefined && options.orders > 0) fill(adyen, options.orders)
  print(`Adyen sandbox     ${adyen.url}`)
  print(`Merchant account  ${adyen.merchant.account}`)
  print(`Report user       ${adyen.credentials.reportUser}`)
  print(`Password          ${adyen.credentials.reportPassword}`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

const EVERY_NTH_REFUNDED = 5

function fill(adyen: AdyenSandbox, orders: number): void {
  for (let number = 1; number <= orders; number += 1) {
    const payment = adyen.pay({ amount: (19.9 + number * 7).toFixed(2), reference: `#${1000 + number}` })
    if (number % EVERY_NTH_REFUNDED === 0) adyen.refund(payment, '9.90')
  }
  adyen.closeBatch()
}
