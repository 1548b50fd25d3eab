import { expect, test } from 'vitest'
import { evaluated } from '#books/explain'
import { why, type Why } from '#engine/why'
import { startStripe } from '#sandboxes/stripe/start'
import type { Story } from '#testing/story'
import { line, PATIENCE_MS } from './books.ts'
import { lookForPayouts, startPayoutStory } from './payout-books.ts'

/** Why, of everything that was ever written. */
async function everyWhy(story: Story): Promise<Why[]> {
  const { pool } = story.running.bridge
  const { organizationId } = story
  const { rows } = await pool.query<{ reference: string }>('select reference from tillbridge.links order by reference')
  return Promise.all(rows.map(({ reference }) => why(pool, { organizationId, document: reference })))
}

const sourcesOf = (answers: readonly Why[], kind: string): string[] =>
  answers
    .filter((answer) => answer.kind === kind)
    .flatMap(({ figures }) => figures.flatMap((figure) => figure.parts.map((part) => part.source)))

test(
  'every number on every document of sold, sent, refunded and paid out orders is explained, and evaluates to itself',
  async () => {
    await using stripe = await startStripe()
    const policies = { stock: 'deliveries', payouts: { testPayouts: 'book' } } as const
    await using story = await startPayoutStory({ stripe, policies })
    story.erp.insert({
      doctype: 'Stock Entry',
      docstatus: 1,
      stock_entry_type: 'Material Receipt',
      company: 'Acme GmbH',
      items: [{ item_code: 'MUG-1', qty: 10, t_warehouse: 'Stores - AC', basic_rate: 1 }],
    })
    const intent = stripe.charge({ amount: 6000, metadata: {}, fee: 204 })
    const order = story.shop.place({
      lines: [line('MUG-1', 3, '20.00')],
      customer: { email: 'ann@example.com' },
      payments: [{ gateway: 'stripe', amount: '60.00', paymentId: intent.paymentIntentId ?? '' }],
    })
    await story.settled()
    story.shop.fulfill(order.id)
    await story.settled()
    story.shop.refund(order.id, { lines: [{ line: 0, quantity: 1 }] })
    stripe.stripeFee(150)
    stripe.payout()
    await story.settled()
    await lookForPayouts(story)

    const answers = await everyWhy(story)
    const kinds = new Set(answers.map((answer) => answer.kind))
    expect([...kinds].toSorted()).toEqual(
      expect.arrayContaining(['credit-note', 'delivery', 'invoice', 'journal', 'payment', 'refund-payment']),
    )
    for (const answer of answers) {
      expect([answer.reference, answer.differing]).toEqual([answer.reference, []])
      expect(evaluated(answer)).toEqual(new Map(answer.figures.map(({ figure, value }) => [figure, value])))
      expect(answer.rulesFrom).toMatchObject({ by: 'eva' })
    }
    expect(sourcesOf(answers, 'credit-note')).toContainEqual(
      expect.stringMatching(/^order\.refunds\[\d+\]\.lines\[\d+\]\.subtotal\.shop$/),
    )
    expect(sourcesOf(answers, 'refund-payment')).toContainEqual(
      expect.stringMatching(/^order\.refunds\[\d+\]\.payments\[\d+\]\.amount\.shop$/),
    )
    expect(sourcesOf(answers, 'delivery')).toContainEqual(
      expect.stringMatching(/^order\.fulfillments\[\d+\]\.lines\[\d+\]\.quantity$/),
    )
    expect(sourcesOf(answers, 'journal')).toContainEqual(expect.stringMatching(/^payout\.transactions\[txn_.*\]\.fee$/))
    const journal = answers.find((answer) => answer.kind === 'journal')
    expect(journal?.figures.flatMap((figure) => figure.mapping.map((code) => code.entry?.table))).toContain('ledgers')
  },
  PATIENCE_MS,
)
