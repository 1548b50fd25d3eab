import { z } from 'zod'
import type { Context } from '#contract/context'
import type { Change, Source } from '#contract/source'
import { dateIn } from '#lib/clock'
import { isNegative, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Payout, PayoutStatus, PayoutTransaction } from '#model/payout'
import { graphql } from './client.ts'
import { fieldsOf } from './failures.ts'
import { categoryOf } from './payouts-categories.ts'
import { type GraphqlBalanceTransaction, type GraphqlPayout, PAYOUT_ROWS, PAYOUTS } from './payouts-queries.ts'
import type { ShopifySettings } from './settings.ts'

type ShopifyContext = Context<ShopifySettings>

/** What Shopify Payments sent to the bank. There is no webhook for it: payouts are found by looking. */
export const payouts: Source<ShopifySettings, Payout> = { changes, get, parse, findByName }

// Payouts have no stamp of change. One that failed weeks after it was issued is still found.
const LOOK_BACK_MS = 35 * 24 * 60 * 60_000

/** The code by which Shopify's orders know payments by Shopify Payments. */
const GATEWAY = 'shopify_payments'

async function* changes(
  context: ShopifyContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const from = new Date(Math.max(0, since.getTime() - LOOK_BACK_MS))
  const query = `issued_at:>='${from.toISOString()}' AND issued_at:<='${until.toISOString()}'`
  for await (const nodes of payoutPages(context, query)) {
    if (nodes.length === 0) continue
    yield nodes.map((node) => ({
      key: node.id,
      name: nameOf(node),
      updatedAt: stampOf(node),
      createdAt: node.issuedAt,
    }))
  }
}

async function get(context: ShopifyContext, key: string): Promise<Payout | null> {
  if (!/^\d+$/.test(key)) return null
  let found: GraphqlPayout | undefined
  for await (const nodes of payoutPages(context, `id:${key}`)) found ??= nodes.find((node) => node.id === key)
  if (found === undefined) return null
  const rows: GraphqlBalanceTransaction[] = []
  for await (const nodes of rowPages(context, `payments_transfer_id:${key}`)) rows.push(...nodes)
  return payoutOf(found, rows, context.settings)
}

async function findByName(context: ShopifyContext, name: string): Promise<string | null> {
  const key = name.trim().replace(/^(payout\s*|#)/i, '')
  if (!/^\d+$/.test(key)) return null
  for await (const nodes of payoutPages(context, `id:${key}`)) if (nodes.some((node) => node.id === key)) return key
  return null
}

const payoutPages = (context: ShopifyContext, query: string) =>
  accountPages(async (after) => (await graphql(context, PAYOUTS, { query, after })).shopifyPaymentsAccount?.payouts)

const rowPages = (context: ShopifyContext, query: string) =>
  accountPages(
    async (after) =>
      (await graphql(context, PAYOUT_ROWS, { query, after })).shopifyPaymentsAccount?.balanceTransactions,
  )

interface AccountPage<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined }
  readonly nodes: readonly Node[]
}

async function* accountPages<Node>(
  read: (after: string | null) => Promise<AccountPage<Node> | undefined>,
): AsyncGenerator<readonly Node[]> {
  let after: string | null = null
  do {
    const page: AccountPage<Node> | undefined = await read(after)
    if (page === undefined) throw noAccount()
    yield page.nodes
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null
  } while (after !== null)
}

const noAccount = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_PAYMENTS_NOT_USED',
    message: 'The shop does not use Shopify Payments, so Shopify pays nothing out.',
    remedy: 'Switch the flow payouts off, or connect the provider that pays out (payments: …).',
    subject: 'shopify-payments',
  })

const STATUS: Readonly<Record<string, readonly [PayoutStatus, rank: number]>> = {
  SCHEDULED: ['scheduled', 0],
  IN_TRANSIT: ['in-transit', 1],
  PAID: ['paid', 2],
  CANCELED: ['cancelled', 3],
  FAILED: ['failed', 4],
}

function statusOf({ status, id }: GraphqlPayout): readonly [PayoutStatus, rank: number] {
  const known = Object.hasOwn(STATUS, status) ? STATUS[status] : undefined
  if (known !== undefined) return known
  throw new TillbridgeError({
    kind: 'bug',
    code: 'SHOPIFY_ANSWER_UNREADABLE',
    message: `Shopify says that payout ${id} is "${status}", which Tillbridge does not know.`,
    remedy: 'Update Tillbridge.',
  })
}

/** The time of issue, and a second more for each step that the payout has taken since. */
const stampOf = (node: GraphqlPayout): string =>
  new Date(new Date(node.issuedAt).getTime() + statusOf(node)[1] * 1000).toISOString()

const nameOf = ({ id }: GraphqlPayout): string => `Payout ${id}`

function payoutOf(
  node: GraphqlPayout,
  rows: readonly GraphqlBalanceTransaction[],
  { timeZone }: ShopifySettings,
): Payout {
  const [status] = statusOf(node)
  const open = status === 'scheduled'
  return {
    externalId: node.id,
    name: nameOf(node),
    provider: 'Shopify Payments',
    gateway: GATEWAY,
    status,
    // Shopify tells the instant of issue at midnight of a day, in UTC.
    date: dateIn('UTC', new Date(node.issuedAt)),
    createdAt: node.issuedAt,
    updatedAt: stampOf(node),
    timeZone,
    currency: node.net.currencyCode,
    net: node.net.amount,
    direction: node.transactionType === 'WITHDRAWAL' || isNegative(node.net.amount) ? 'withdrawal' : 'deposit',
    bankReference: node.externalTraceId,
    complete: !open,
    incomplete: open ? { when: 'later', reason: `${nameOf(node)} has not been sent to the bank yet.` } : null,
    test: rows.some((row) => row.test),
    transactions: rows.map((row) => transactionOf(row, node.id)),
  }
}

function transactionOf(row: GraphqlBalanceTransaction, payoutId: string): PayoutTransaction {
  const corrected = row.adjustmentsOrders.length === 1 ? row.adjustmentsOrders[0] : undefined
  return {
    externalId: row.id,
    type: row.type,
    category: isOwnReturn(row, payoutId) ? 'payout' : categoryOf(row.type),
    amount: row.amount.amount,
    fee: row.fee.amount,
    feeTax: ZERO,
    withheldTax: ZERO,
    net: row.net.amount,
    currency: row.net.currencyCode,
    orderExternalId: row.associatedOrder?.id ?? null,
    orderName: row.associatedOrder?.name ?? corrected?.name ?? null,
    orderPaymentExternalId: row.sourceOrderTransactionId ?? null,
    providerReferences: [],
    presentment: null,
    processedAt: row.transactionDate,
    description: row.adjustmentReason,
  }
}

// A payout that came back may list its own return among its rows; that of an earlier one is a part of it.
const isOwnReturn = ({ type, sourceId }: GraphqlBalanceTransaction, payoutId: string): boolean =>
  categoryOf(type) === 'payout-reversal' && sourceId === payoutId

const file = z.object({
  payouts: z.object({ data: PAYOUTS.data }),
  transactions: z.object({ data: PAYOUT_ROWS.data }),
})

/** From a file: `{ payouts, transactions }`, the two answers as Shopify sends them. */
function parse(settings: ShopifySettings, payload: unknown): Payout {
  const parsed = file.safeParse(payload)
  const [payout] = parsed.data?.payouts.data.shopifyPaymentsAccount?.payouts.nodes ?? []
  const rows = parsed.data?.transactions.data.shopifyPaymentsAccount?.balanceTransactions.nodes ?? []
  if (payout !== undefined) return payoutOf(payout, rows, settings)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHOPIFY_PAYLOAD_UNREADABLE',
    message: `This is not a payout of Shopify Payments: ${parsed.error === undefined ? 'it names none' : fieldsOf(parsed.error)}.`,
    remedy: 'Give the answers to both questions: { "payouts": …, "transactions": … }.',
  })
}
