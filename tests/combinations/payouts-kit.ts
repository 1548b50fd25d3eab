import { add, type Decimal, subtract, sum, ZERO } from '#lib/decimal'
import { listTransfers, type TransferView } from '#database/transfers'
import type { MappingsInput } from '#mapping/mappings'
import type { PoliciesInput } from '#books/policies'
import { PAYOUT_LEDGERS } from '#testing/payout-ledgers'
import type { PaidOut, Till } from '#testing/till'
import type { StoreOrder } from '#testing/store-side'
import type { Play } from './kit.ts'

/** Each has an account of its own, so that the ERP's own entries tell what was booked as what. */
type Ledger = (typeof PAYOUT_LEDGERS)[number]

/** What waits for a payout, what arrived at the bank, and every ledger, in the company's currency; debit positive. */
export type Balances = Readonly<Record<'clearing' | 'bank' | Ledger, Decimal>>

export function balancesOf({ erp }: Play): Balances {
  const ledgers = PAYOUT_LEDGERS.map((name) => [name, erp.holds(erp.ledger(name))])
  return {
    clearing: erp.balance('clearing'),
    bank: erp.balance('bank'),
    ...(Object.fromEntries(ledgers) as Record<Ledger, Decimal>),
  }
}

/** What moved since, by ledger; those that did not are left out. */
export function movedSince(play: Play, before: Balances): Partial<Balances> {
  const moved = Object.entries(balancesOf(play)).map(
    ([name, balance]) => [name, subtract(balance, before[name as keyof Balances])] as const,
  )
  return Object.fromEntries(moved.filter(([, amount]) => amount !== ZERO))
}

/** All of it together: the money of the orders, if nothing was lost or made up. */
export const sumOf = (moved: Partial<Balances>): Decimal => sum(Object.values(moved))

/** What the shop took for orders, less what it gave back. */
export const takings = ({ shop }: Play, orders: readonly StoreOrder[]): Decimal =>
  add(
    ...shop
      .facts()
      .filter(({ key }) => orders.some((order) => order.key === key))
      .map(({ paid }) => paid),
  )

function mappingsOf({ erp }: Play): MappingsInput {
  const ledgers = PAYOUT_LEDGERS.map((category) => ({ category, account: erp.ledger(category) }))
  return { ...erp.mappings, ledgers: [{ category: 'bank', account: erp.accounts.bank }, ...ledgers] }
}

/** What the pair is set up with for a till: its connection beside the store's, payouts switched on, every ledger mapped. */
export async function takePayouts(
  play: Play,
  till: Pick<Till, 'connections'>,
  { policies = {}, erpUrl }: { readonly policies?: PoliciesInput; readonly erpUrl?: string } = {},
): Promise<void> {
  const payments = Object.keys(till.connections)
  const change = {
    policies: { ...policies, payouts: { testPayouts: 'book' as const, ...policies.payouts } },
    mappings: mappingsOf(play),
    flows: ['payouts' as const],
    ...(erpUrl === undefined ? {} : { erpSettings: { baseUrl: erpUrl } }),
  }
  await play.configure(change, ({ connections, integrations, ...file }) => ({
    ...file,
    connections: { ...connections, ...till.connections },
    integrations: { acme: { ...integrations['acme'], ...(payments.length === 0 ? {} : { payments }) } },
  }))
}

/** Looks for payouts, and waits until what was found is done. */
export async function lookForPayouts({ story }: Play): Promise<void> {
  await story.sweep('payouts')
  await story.settled()
}

export async function payoutOf({ story }: Play, { id }: PaidOut): Promise<TransferView | undefined> {
  const { queries } = story.running.bridge
  const all = await listTransfers(queries, story.organizationId, { flow: 'payouts' }, { limit: 1_000 })
  return all.find(({ recordKey }) => recordKey === id || recordKey.endsWith(`/${id}`))
}

/** How many journals of a payout are in force. */
export const journalsOf = ({ erp }: Play, { id }: PaidOut): number =>
  erp
    .documents()
    .filter(
      ({ kind, state, reference }) => kind === 'journal' && state === 'issued' && reference?.includes(id) === true,
    ).length
