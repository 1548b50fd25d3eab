import { z } from 'zod'
import type { Operation } from './client.ts'
import { amount, flag, gid, instant, listOf, numericId, optionalGid, text } from './vendor-values.ts'

// Payouts in Shopify's spelling: only what is read. An account is `null` where the shop does not use Shopify Payments.

const cursors = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })
const money = z.object({ amount, currencyCode: z.string() })

const payout = z.object({
  id: gid,
  issuedAt: instant,
  status: z.string(),
  transactionType: z.string(),
  externalTraceId: text,
  net: money,
})
export type GraphqlPayout = z.output<typeof payout>

const balanceTransaction = z.object({
  id: gid,
  type: z.string(),
  test: flag,
  transactionDate: instant,
  amount: money,
  fee: money,
  net: money,
  sourceId: numericId.nullish(),
  sourceOrderTransactionId: numericId.nullish(),
  associatedOrder: z.object({ id: optionalGid, name: text }).nullish(),
  adjustmentReason: text,
  adjustmentsOrders: listOf(z.object({ name: text, orderTransactionId: numericId })),
})
export type GraphqlBalanceTransaction = z.output<typeof balanceTransaction>

const account = <T extends z.ZodRawShape>(shape: T) => z.object({ shopifyPaymentsAccount: z.object(shape).nullable() })

const payoutPage = account({ payouts: z.object({ pageInfo: cursors, nodes: z.array(payout) }) })
const rowPage = account({ balanceTransactions: z.object({ pageInfo: cursors, nodes: z.array(balanceTransaction) }) })

/** Payouts by a search, oldest first. */
export const PAYOUTS: Operation<z.output<typeof payoutPage>> = {
  name: 'Payouts',
  text: `query Payouts($query: String!, $after: String) {
  shopifyPaymentsAccount {
    payouts(first: 100, after: $after, query: $query, sortKey: ISSUED_AT) {
      pageInfo { hasNextPage endCursor }
      nodes { id issuedAt status transactionType externalTraceId net { amount currencyCode } }
    }
  }
}`,
  cost: 14,
  effect: 'read',
  data: payoutPage,
}

/** What a payout consists of. Transfers are the payouts themselves. */
export const PAYOUT_ROWS: Operation<z.output<typeof rowPage>> = {
  name: 'PayoutRows',
  text: `query PayoutRows($query: String!, $after: String) {
  shopifyPaymentsAccount {
    balanceTransactions(first: 100, after: $after, query: $query, sortKey: PROCESSED_AT) {
      pageInfo { hasNextPage endCursor }
      nodes {
        id type test transactionDate adjustmentReason sourceId sourceOrderTransactionId
        amount { amount currencyCode }
        fee { amount currencyCode }
        net { amount currencyCode }
        associatedOrder { id name }
        adjustmentsOrders { name orderTransactionId }
      }
    }
  }
}`,
  cost: 39,
  effect: 'read',
  data: rowPage,
}
