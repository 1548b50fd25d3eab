/**
 * The sandboxes stand outside of the program: they are loaded by path when somebody asks for one, and only what is used of them
 * is described here.
 */
const FOLDER = new URL('../../sandboxes/', import.meta.url)

const load = async <M>(path: string): Promise<M> => (await import(new URL(path, FOLDER).href)) as M

export interface ShopSandbox extends AsyncDisposable {
  readonly url: string
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  readonly accessToken: string
  readonly faults: SandboxFaults
  readonly deliveries: {
    configure(chaos: {
      dropShare?: number
      duplicateShare?: number
      delayMs?: readonly [number, number]
      shuffle?: boolean
    }): void
    compressTime: number
  }
  place(order: DemoOrder): { readonly legacyId: string; readonly name: string }
  orders(): readonly { readonly id: number; readonly name: string }[]
}

export interface ErpSandbox extends AsyncDisposable {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  readonly faults: SandboxFaults
  documents(doctype: string): readonly Readonly<Record<string, unknown>>[]
}

export interface SandboxFaults {
  sometimes(match: string | RegExp, probability: number, fault: SandboxFault): void
  next(match: string | RegExp, fault: SandboxFault, times?: number): void
  clear(): void
}

export type SandboxFault =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reset-before' }
  | { readonly kind: 'reset-after' }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }

/** An order as the shop sandbox takes it; only what the demo changes is named. */
export interface DemoOrder {
  readonly lines: readonly DemoLine[]
  readonly shipping?: unknown
  readonly [other: string]: unknown
}

export interface DemoLine {
  readonly sku?: string
  readonly taxRates?: readonly { readonly title?: string; readonly rate: string }[]
  readonly [other: string]: unknown
}

export const loadShopifySandbox = () =>
  load<{
    runShopifySandbox(options: { port?: number; orders?: number; print: (line: string) => void }): Promise<void>
  }>('shopify/main.ts')

export const loadErpnextSandbox = () =>
  load<{ runErpnextSandbox(options: { port?: number }): Promise<ErpSandbox> }>('erpnext/main.ts')
