import { expect } from 'vitest'
import { decimal, sum } from '#lib/decimal'
import { type ShopifyOptions, type ShopifySandbox, startShopify } from './start.ts'
import { ask, manualClock } from './test-client.ts'

const VAT = [{ title: 'VAT', rate: '0.25' }]
export const PAYOUTS = `query Payouts($query: String, $type: ShopifyPaymentsPayoutTransactionType, $first: Int = 50) {
  shopifyPaymentsAccount {
    id activated defaultCurrency country balance { amount currencyCode } payoutSchedule { interval }
    payouts(first: $first, query: $query, sortKey: ISSUED_AT, transactionType: $type) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id legacyResourceId issuedAt status transactionType externalTraceId
        net { amount currencyCode } gross { amount } businessEntity { id displayName }
        bankAccount { accountNumberLastDigits currency status }
        summary {
          chargesGross { amount } chargesFee { amount } refundsFeeGross { amount } refundsFee { amount }
          adjustmentsGross { amount } adjustmentsFee { amount } reservedFundsGross { amount } reservedFundsFee { amount }
          retriedPayoutsGross { amount } retriedPayoutsFee { amount } advanceGross { amount } advanceFees { amount }
          usdcRebateCreditAmount { amount }
        }
      }
    }
  }
}`
export const ROWS = `query Rows($query: String, $after: String, $hide: Boolean = true, $first: Int = 100) {
  shopifyPaymentsAccount {
    balanceTransactions(first: $first, after: $after, query: $query, sortKey: PROCESSED_AT, hideTransfers: $hide) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id type test transactionDate amount { amount currencyCode } fee { amount } net { amount }
        sourceId sourceType sourceOrderTransactionId associatedOrder { id name } associatedPayout { id status }
        adjustmentReason adjustmentsOrders { name orderTransactionId link amount { amount } fees { amount } net { amount } }
      }
    }
  }
}`

interface Money {
  readonly amount: string
}
export interface Payout {
  readonly id: string
  readonly legacyResourceId: string
  readonly status: string
  readonly transactionType: string
  readonly externalTraceId: string | null
  readonly net: Money
  readonly summary: Readonly<Record<string, Money>>
}
export interface Row {
  readonly id: string
  readonly type: string
  readonly amount: Money
  readonly fee: Money
  readonly net: Money
  readonly associatedOrder: { readonly name: string } | null
  readonly associatedPayout: { readonly id: string | null; readonly status: string }
}
export interface Account {
  readonly balance: readonly Money[]
  readonly payouts: { readonly nodes: readonly Payout[] }
  readonly balanceTransactions: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
    readonly nodes: readonly Row[]
  }
}

export async function account(shop: ShopifySandbox, query: string, variables: object = {}): Promise<Account> {
  const { body } = await ask(shop, query, variables)
  expect(body.errors).toBeUndefined()
  return (body.data as unknown as { shopifyPaymentsAccount: Account }).shopifyPaymentsAccount
}

export const payoutsOf = async (shop: ShopifySandbox, variables: object = {}): Promise<readonly Payout[]> =>
  (await account(shop, PAYOUTS, variables)).payouts.nodes

/** All rows of a search, page by page. */
export async function rowsOf(shop: ShopifySandbox, query: string, extra: object = {}): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | null = null
  do {
    const { balanceTransactions } = await account(shop, ROWS, { query, after, ...extra })
    rows.push(...balanceTransactions.nodes)
    after = balanceTransactions.pageInfo.hasNextPage ? balanceTransactions.pageInfo.endCursor : null
  } while (after !== null)
  return rows
}

export const total = (amounts: readonly Money[]) => sum(amounts.map(({ amount }) => decimal(amount)))

export async function started(options: ShopifyOptions = {}) {
  const { clock, advance } = manualClock()
  const shop = await startShopify({ clock, shop: { currency: 'EUR' }, ...options })
  return { shop, hour: () => advance(3_600_000) }
}

export const sold = (shop: ShopifySandbox, price: string, gateway = 'shopify_payments') =>
  shop.place({ lines: [{ sku: 'A', quantity: 1, price, taxRates: VAT }], gateway })
