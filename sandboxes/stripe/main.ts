import { startStripe, type StripeOptions, type StripeSandbox } from './start.ts'

export interface RunOptions extends StripeOptions {
  /** Orders paid before it says that it is ready: each a charge, some refunded, all in one payout. Default 0. */
  readonly orders?: number
  /** Where lines for people go. Default standard output. */
  readonly print?: (line: string) => void
}

/** Runs an account until the process is told to end: prints where it is and its keys, then waits for SIGINT or SIGTERM. */
export async function runSandbox(options: RunOptions = {}): Promise<void> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  await using stripe = await startStripe(options)
  if (options.orders !== undefined && options.orders > 0) fill(stripe, options.orders)
  print(`Stripe sandbox    ${stripe.url}`)
  print(`Account           ${stripe.accountId}`)
  print(`Secret key        ${stripe.secretKey}`)
  print(`Restricted key    ${stripe.restrictedKey}`)
  print(`Control           ${stripe.url}/__meta/health`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

const EVERY_NTH_REFUNDED = 5

function fill(stripe: StripeSandbox, orders: number): void {
  for (let number = 1; number <= orders; number += 1) {
    const paid = stripe.charge({
      amount: 1990 + number * 700,
      metadata: { order_id: String(1000 + number) },
      description: `Sandbox Store – Order ${1000 + number}`,
    })
    if (number % EVERY_NTH_REFUNDED === 0) stripe.refund(paid.id, { amount: 990 })
  }
  stripe.payout()
}
