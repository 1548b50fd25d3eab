import { startWooCommerce, type WooCommerceOptions } from './start.ts'

export interface RunOptions extends WooCommerceOptions {
  /** Orders placed before it says that it is ready. Default 0. */
  readonly orders?: number
  /** Where lines for people go. Default standard output. */
  readonly print?: (line: string) => void
}

/** Runs a shop until the process is told to end: prints where it is and its keys, then waits for SIGINT or SIGTERM. */
export async function runSandbox(options: RunOptions = {}): Promise<void> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  await using woocommerce = await startWooCommerce(options)
  const product = { type: 'simple', manage_stock: true, stock_quantity: 50 }
  woocommerce.addProduct({ ...product, name: 'Mug', sku: 'MUG-1', regular_price: '149.00' })
  woocommerce.addProduct({ ...product, name: 'Tea', sku: 'TEA-1', regular_price: '49.90', tax_class: 'reduced-rate' })
  for (let number = 1; number <= (options.orders ?? 0); number += 1) {
    woocommerce.place({ items: [{ product: number % 3 === 0 ? 'TEA-1' : 'MUG-1', quantity: 1 + (number % 2) }] })
  }
  print(`WooCommerce shop  ${woocommerce.url}`)
  print(`Consumer key      ${woocommerce.consumerKey}`)
  print(`Consumer secret   ${woocommerce.consumerSecret}`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
