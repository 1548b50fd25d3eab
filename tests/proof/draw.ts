import { type Policies, policiesOf } from '#books/policies'
import { seededRandom } from '#sandboxes/shopify/ids'
import { LEDGER_PROFILES, type LedgerProfile } from '#testing/ledger-profiles'

/** Numbers from 0 up to and without 1, the same for the same seed. */
export type Random = () => number

/** Independent streams of chance for one order: what one of them uses up changes nothing in the others. */
export function randomFor(seed: number, order: number, purpose: number): Random {
  let mixed =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(order + 1, 0xc2b2ae35) ^ Math.imul(purpose, 0x27d4eb2f)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return seededRandom((mixed ^ (mixed >>> 13)) >>> 0)
}

const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0]

/** Those that are taken in turn; Odoo's has pairs of its own. */
export const PROFILES = ['open', 'erpnext', 'strict', 'tidy', 'whole'] as const satisfies readonly LedgerProfile[]

/** Policies as merchants might choose them for a target of this profile. */
export function drawPolicies(random: Random, profile: LedgerProfile): Policies {
  const { kinds } = LEDGER_PROFILES[profile]
  const has = (kind: (typeof kinds)[number]) => (kinds as readonly string[]).includes(kind)
  // Who books orders alone invoices, and so ships, from the target.
  const documents = pick(random, ['invoice', 'invoice', 'order-and-invoice', 'order-and-invoice', 'order'] as const)
  const draw = <T>(...items: readonly [T, ...T[]]): T => pick(random, items)
  return policiesOf({
    documents: has('sales-order') ? documents : 'invoice',
    orderOn: draw('created', 'created', 'paid', 'fulfilled'),
    invoiceOn: draw('created', 'paid', 'fulfilled'),
    payments: random() < 0.85,
    priceMode: draw('store', 'net', 'gross'),
    currency: draw('shop', 'presentment'),
    discounts: draw('price', 'line'),
    customer: draw('match-email', 'by-id', 'walk-in'),
    homeCountry: 'SE',
    stock: has('delivery') && (documents !== 'order' || !has('sales-order')) ? draw('none', 'deliveries') : 'none',
    corrections: { decrease: draw('difference', 'replace'), increase: draw('follow-up', 'replace') },
  })
}
