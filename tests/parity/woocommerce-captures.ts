import { existsSync, readdirSync, readFileSync } from 'node:fs'

export type Thing = Readonly<Record<string, unknown>>

/** One exchange with a real shop. */
export interface Capture {
  readonly number: number
  readonly name: string
  readonly given: Thing
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: string
    readonly scheme: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  } | null
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  } | null
}

const FOLDER = new URL('../../../shared/captures/woocommerce/', import.meta.url)

/** Whether the exchanges are at hand; they are reference material beside the repository. */
export const hasCaptures = existsSync(FOLDER)

export function readCaptures(): Capture[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'))
  return files.toSorted().map((file) => {
    const read = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Omit<Capture, 'number'>
    return { ...read, number: Number(file.slice(0, 3)), request: read.request ?? null, response: read.response ?? null }
  })
}

/** First and last number of what belongs together, its name, and why it is not replayed. */
export const GROUPS: readonly (readonly [from: number, to: number, name: string, reason: string | null])[] = [
  [1, 66, 'keys, addresses, settings', null],
  [70, 166, 'lists and dates of orders', null],
  [167, 178, 'lists of products and customers', 'the lists were recorded with products of which only a part is known'],
  [180, 206, 'orders of the checkout', null],
  [207, 209, 'discounts as fees in the classic checkout', 'the sandbox has the checkout block only'],
  [210, 263, 'more orders of the checkout', null],
  [264, 271, 'orders of the classic checkout', 'the sandbox has the checkout block only, and no fractions of pieces'],
  [272, 302, 'orders made over the API', null],
  [320, 389, 'changes of orders', 'the orders they change were made by requests that were not recorded'],
  [400, 456, 'refunds', null],
  [480, 562, 'products and stock', null],
  [580, 599, 'customers', null],
  [600, 616, 'coupons and taxes', null],
  [617, 627, 'shipping, gateways, currencies', null],
  [628, 632, 'lists of countries and of all currencies', 'the sandbox has none'],
  [46, 53, 'accidents of the host', 'they are faults that a test asks for'],
  [633, 638, 'reports and tools', 'the sandbox has no reports'],
  [700, 717, 'webhooks', null],
  [718, 777, 'deliveries', 'a delivery is not an answer; the sandbox tests its own'],
  [778, 782, 'dates after changes', 'the orders they change were made by requests that were not recorded'],
  [810, 835, 'odd requests', null],
]
