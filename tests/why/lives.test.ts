import { describe, expect, test } from 'vitest'
import { evaluated, explainDocument } from '#books/explain'
import { figuresOf } from '#books/explain-figures'
import { termsIn } from '#books/explain-terms'
import { plan, type PlanInput } from '#books/plan'
import { policiesOf } from '#books/policies'
import { dateIn } from '#lib/clock'
import type { TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { randomLife } from '#sandboxes/shopify/random-life'
import { carryOut } from '#testing/carry-out'
import { createDirectShop, type DirectShop } from '#testing/direct-shop'
import { LEDGER_PROFILES, type LedgerProfile } from '#testing/ledger-profiles'
import { sized } from '#testing/size'

const LIVES = sized(25, 10)
const STEPS = 14

interface Count {
  readonly kinds: Map<string, number>
  figures: number
}

/** Lives one order in the sandbox's shop, books it after every step in a target that takes everything, and explains whatever is written. */
async function explainLife(shop: DirectShop, seed: number, profile: LedgerProfile, count: Count): Promise<void> {
  let held: HeldDocument[] = []
  const policies = policiesOf({
    documents: seed % 3 === 0 ? 'invoice' : 'order-and-invoice',
    invoiceOn: seed % 2 === 0 ? 'paid' : 'created',
    discounts: seed % 5 === 0 ? 'line' : 'price',
    currency: seed % 7 === 0 ? 'presentment' : 'shop',
    stock: seed % 4 === 0 ? 'deliveries' : 'none',
  })
  shop.open(seed)
  for (const step of randomLife(shop.life, { seed, steps: STEPS, pass: shop.pass })) {
    const today = dateIn('Europe/Stockholm', shop.now())
    const order = await shop.read(step.orderId.slice(step.orderId.lastIndexOf('/') + 1))
    const capabilities = LEDGER_PROFILES[profile]
    const input: PlanInput = { order, policies, held, scope: 'why', capabilities, today }
    const { writes } = plan(input)
    for (const write of writes) if (write.action === 'create') explainWrite(input, write.document, count)
    held = carryOut(held, writes)
  }
}

function explainWrite(input: PlanInput, document: TargetDocument, count: Count): void {
  const { reference } = document
  const explanation = explainDocument(input, reference)
  if (explanation === null) throw new Error(`${reference} is not explained`)
  // A plan that is followed must be the plan that was made: compare decimals with `equals`, never with ===.
  expect(explanation.document).toEqual(document)
  count.kinds.set(document.kind, (count.kinds.get(document.kind) ?? 0) + 1)
  const values = new Map(figuresOf(document).map(({ id, value }) => [id, value]))
  expect([reference, evaluated(explanation)]).toEqual([reference, values])
  count.figures += values.size
  const invented = explanation.figures.flatMap(({ figure, term }) =>
    termsIn(term).flatMap((node) =>
      node.what === 'constant' && !['0', '1', '-1'].includes(node.value) ? [`${figure}: ${node.value}`] : [],
    ),
  )
  expect([reference, invented]).toEqual([reference, []])
}

describe('whatever is written in the life of an order', () => {
  test.each(Object.keys(LEDGER_PROFILES) as LedgerProfile[])(
    `evaluates to the same numbers from the order's own fields: ${LIVES} lives, for a target that is %s`,
    async (profile) => {
      const shop = createDirectShop()
      const count: Count = { kinds: new Map(), figures: 0 }
      for (let seed = 1; seed <= LIVES; seed += 1) await explainLife(shop, seed, profile, count)
      expect(count.figures).toBeGreaterThan(LIVES * 10)
      expect([...count.kinds.keys()]).toEqual(expect.arrayContaining(['invoice', 'credit-note', 'payment']))
    },
    120_000,
  )
})
