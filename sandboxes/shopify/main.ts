import { randomOrder } from './order-generator.ts'
import { seededRandom } from './ids.ts'
import { startShopify, type ShopifyOptions, type ShopifySandbox } from './start.ts'

export interface RunOptions extends ShopifyOptions {
  /** Orders to place before it says that it is ready. Default 0. */
  readonly orders?: number
  /** Where lines for people go. Default standard output. */
  readonly print?: (line: string) => void
}

/** Runs a shop until the process is told to end: prints where it is and how to log in, then waits for SIGINT or SIGTERM. */
export async function runSandbox(options: RunOptions = {}): Promise<void> {
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`))
  await using shop = await startShopify(options)
  placeSome(shop, options)
  print(`Shopify sandbox   ${shop.url}`)
  print(`Shop domain       ${shop.domain}`)
  print(`Access token      ${shop.accessToken}`)
  print(`Client id         ${shop.clientId}`)
  print(`Client secret     ${shop.clientSecret}`)
  print(`Control           ${shop.url}/__meta/health`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

function placeSome(shop: ShopifySandbox, { orders = 0, seed = 1, shop: config }: RunOptions): void {
  const random = seededRandom(seed)
  const choice = {
    ...(config?.currency === undefined ? {} : { currency: config.currency }),
    ...(config?.taxesIncluded === undefined ? {} : { taxesIncluded: config.taxesIncluded }),
  }
  for (let count = 0; count < orders; count += 1) shop.place(randomOrder(random, choice))
}
