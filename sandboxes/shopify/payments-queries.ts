import { compare, sum, toNumber } from '#lib/decimal'
import type { Balance } from './balance.ts'
import type { BalanceRow, DisputeState, PayoutState } from './balance-state.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import type { Disputes } from './disputes.ts'
import { gid, numericId } from './ids.ts'
import { money } from './money-view.ts'
import { orderView } from './order-view.ts'
import {
  type AccountFacts,
  balanceRowView,
  bankAccountView,
  directionOf,
  disputeView,
  payoutFees,
  payoutSums,
  payoutView,
} from './payout-view.ts'
import type { Payouts } from './payouts.ts'
import { searchOver } from './search.ts'
import type { Shop } from './shop.ts'

interface ListArgs extends ConnectionArgs {
  readonly query?: string | null
  readonly sortKey?: string | null
  readonly transactionType?: 'DEPOSIT' | 'WITHDRAWAL' | null
  readonly hideTransfers?: boolean | null
}

/** Shopify Payments of one shop; absent for a shop that does not use it. */
export interface PaymentsAccount {
  readonly balance: Balance
  readonly payouts: Payouts
  readonly disputes: Disputes
}

/** What a query can start from; without an account it is `null`, and there are no disputes. */
export function paymentsQueries(shop: Shop, account: PaymentsAccount | null): View {
  if (account === null) {
    return {
      shopifyPaymentsAccount: null,
      dispute: null,
      disputes: (args: ConnectionArgs) => connection<DisputeState>([], args, () => ({})),
    }
  }
  const { balance, disputes } = account
  const facts = { shop, currency: balance.currency, country: balance.country }
  const dispute = (entry: DisputeState): View => disputeView(balance.currency, entry, () => orderOf(shop, entry))
  const disputeList = (args: ListArgs): View => {
    const matches = searchOver<DisputeState>(args.query, shop.config.ianaTimezone, {
      texts: { status: (entry) => [entry.status] },
      dates: { initiated_at: (entry) => entry.initiatedAt },
      numbers: { id: (entry) => entry.id },
    })
    return connection(disputes.all.filter(matches), args, dispute)
  }
  return {
    shopifyPaymentsAccount: () => accountView(facts, account, disputeList),
    dispute: ({ id }: { id: string }) => {
      const found = disputes.all.find((entry) => entry.id === numericId(id, 'ShopifyPaymentsDispute'))
      return found === undefined ? null : dispute(found)
    },
    disputes: disputeList,
  }
}

function orderOf(shop: Shop, entry: DisputeState): View | null {
  const order = shop.orders.get(entry.orderId)
  return order === undefined ? null : orderView(shop, order)
}

function accountView(
  facts: AccountFacts,
  { balance, payouts }: PaymentsAccount,
  disputes: (args: ListArgs) => View,
): View {
  const { shop, currency, country } = facts
  const payoutList = (args: ListArgs): View => payoutsConnection(facts, payouts, args)
  return {
    __typename: 'ShopifyPaymentsAccount',
    id: gid('ShopifyPaymentsAccount', shop.config.id),
    accountOpenerName: 'Sandbox Owner',
    activated: true,
    onboardable: true,
    country,
    defaultCurrency: currency,
    balance: () => [money(sum(unpaid(balance).map((row) => row.net)), currency)],
    chargeStatementDescriptor: null,
    chargeStatementDescriptors: null,
    payoutStatementDescriptor: null,
    payoutSchedule: { interval: 'DAILY', monthlyAnchor: null, weeklyAnchor: null },
    bankAccounts: (args: ConnectionArgs) =>
      connection([{ id: shop.config.id }], args, () => ({ ...bankAccountView(facts), payouts: payoutList })),
    payouts: payoutList,
    balanceTransactions: (args: ListArgs) => rowsConnection(facts, balance, payouts, args),
    disputes,
  }
}

const unpaid = (balance: Balance): BalanceRow[] => balance.rows.filter((row) => row.payoutId === null && !row.test)

type Order<Item> = (a: Item, b: Item) => number
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const PAYOUT_ORDER: Readonly<Record<string, Order<PayoutState>>> = {
  ISSUED_AT: (a, b) => a.issuedAt.getTime() - b.issuedAt.getTime(),
  AMOUNT: (a, b) => compare(a.net, b.net),
  STATUS: (a, b) => text(a.status, b.status),
  FEE_AMOUNT: (a, b) => compare(payoutFees(a), payoutFees(b)),
  CHARGE_GROSS: (a, b) => compare(payoutSums(a).charges.gross, payoutSums(b).charges.gross),
  REFUND_GROSS: (a, b) => compare(payoutSums(a).refunds.gross, payoutSums(b).refunds.gross),
  ADJUSTMENT_GROSS: (a, b) => compare(payoutSums(a).adjustments.gross, payoutSums(b).adjustments.gross),
  ADVANCE_GROSS: (a, b) => compare(payoutSums(a).advance.gross, payoutSums(b).advance.gross),
}

function payoutsConnection(facts: AccountFacts, payouts: Payouts, args: ListArgs): View {
  const { currency, shop } = facts
  const matches = searchOver<PayoutState>(args.query, shop.config.ianaTimezone, {
    texts: { status: (payout) => [payout.status], currency: () => [currency] },
    dates: { issued_at: (payout) => payout.issuedAt },
    numbers: { id: (payout) => payout.id, amount: (payout) => toNumber(payout.net) },
  })
  const wanted = payouts.all.filter(
    (payout) => matches(payout) && (args.transactionType == null || directionOf(payout) === args.transactionType),
  )
  return connection(sorted(wanted, PAYOUT_ORDER[args.sortKey ?? 'ISSUED_AT']), args, (payout) =>
    payoutView(facts, payout),
  )
}

const sorted = <Item extends { readonly id: number }>(items: readonly Item[], order: Order<Item> | undefined): Item[] =>
  [...items].sort((a, b) => order?.(a, b) || a.id - b.id)

const ROW_ORDER: Readonly<Record<string, Order<BalanceRow>>> = {
  PROCESSED_AT: (a, b) => a.at.getTime() - b.at.getTime(),
  AMOUNT: (a, b) => compare(a.amount, b.amount),
  FEE: (a, b) => compare(a.fee, b.fee),
  NET: (a, b) => compare(a.net, b.net),
  ORDER_NAME: (a, b) => text(a.order?.name ?? '', b.order?.name ?? ''),
  PAYOUT_DATE: (a, b) => (a.payoutId ?? 0) - (b.payoutId ?? 0),
  TRANSACTION_TYPE: (a, b) => text(a.type, b.type),
}

function rowsConnection(facts: AccountFacts, balance: Balance, payouts: Payouts, args: ListArgs): View {
  const { currency, shop } = facts
  const byId = new Map(payouts.all.map((payout) => [payout.id, payout]))
  const payoutOf = (row: BalanceRow): PayoutState | undefined => byId.get(row.payoutId ?? -1)
  const matches = searchOver<BalanceRow>(args.query, shop.config.ianaTimezone, {
    texts: {
      payments_transfer_id: (row) => [row.payoutId === null ? null : String(row.payoutId)],
      payout_status: (row) => [payoutOf(row)?.status ?? 'PENDING'],
      transaction_type: (row) => [row.type],
      currency: () => [currency],
    },
    dates: { processed_at: (row) => row.at, payout_date: (row) => payoutOf(row)?.issuedAt ?? null },
    numbers: { id: (row) => row.id },
  })
  const from = rowsToSearch(balance, byId, args.query)
  const wanted = from.filter((row) => (args.hideTransfers !== true || row.type !== 'TRANSFER') && matches(row))
  const order: Order<BalanceRow> | undefined =
    args.sortKey === 'PAYOUT_STATUS'
      ? (a, b) => text(payoutOf(a)?.status ?? 'PENDING', payoutOf(b)?.status ?? 'PENDING')
      : ROW_ORDER[args.sortKey ?? 'PROCESSED_AT']
  return connection(sorted(wanted, order), args, (row) => balanceRowView(currency, row, payoutOf(row)))
}

/** A search for one payout's rows, which is what most are, looks at those alone. */
function rowsToSearch(
  balance: Balance,
  byId: ReadonlyMap<number, PayoutState>,
  query: string | null | undefined,
): readonly BalanceRow[] {
  const only = /^\s*payments_transfer_id:['"]?(\d+)['"]?\s*$/.exec(query ?? '')?.[1]
  return only === undefined ? balance.rows : (byId.get(Number(only))?.rows ?? [])
}
