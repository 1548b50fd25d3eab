import { describe, expect, test } from 'vitest'
import { evaluated } from '#books/explain'
import { figuresOf } from '#books/explain-figures'
import { planPayout, type PayoutPlanInput } from '#books/payouts/plan-payout'
import { aPayment as aBookedPayment, aPayout, aRow, factsOf } from '#books/payouts/payouts.test-kit'
import { plan } from '#books/plan'
import { policiesOf } from '#books/policies'
import type { TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { UNLIMITED } from '#model/capabilities'
import { aLine, anOrder, aPayment, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { decisionsOf, payoutEvidence, undoEvidence } from './evidence.ts'
import { planUndo } from './undo-plan.ts'

const OWNER = { integrationId: 'i', revision: 1, bound: new Map<string, string>() }
const RULES = { policies: policiesOf({ documents: 'order-and-invoice', invoiceOn: 'created' }), scope: 'acme' }

/** Every figure of a document as it is explained, by the paths that it is made of. */
function explained(
  evidence: ReturnType<typeof undoEvidence>,
  document: TargetDocument,
  held: readonly HeldDocument[] = [],
) {
  const [decision] = decisionsOf(evidence ?? { kind: 'undo', body: '{}' }, RULES, held)
  const explanation = decision?.explain(document.reference) ?? null
  if (explanation === null) throw new Error(`${document.reference} is not explained`)
  expect(evaluated(explanation)).toEqual(new Map(figuresOf(document).map(({ id, value }) => [id, value])))
  return explanation.figures.flatMap((figure) => figure.parts.map((part) => part.source))
}

describe('evidence', () => {
  test('of what was taken back leads to the documents that were held', () => {
    const order = anOrder({
      lines: [aLine({ externalId: '901', quantity: 2, price: '12.50', taxes: [aTax('25', '5')] })],
      payments: [aPayment('25')],
    })
    const held = carryOut([], plan({ ...RULES, order, held: [] }).writes)
    const input = { held, capabilities: { ...UNLIMITED, cancels: [] }, today: '2026-03-05' }
    const writes = planUndo(input).writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
    expect(writes.map((document) => document.kind)).toEqual(expect.arrayContaining(['credit-note', 'refund-payment']))
    const evidence = undoEvidence(OWNER, [input])
    const sources = writes.flatMap((document) => explained(evidence, document, held))
    expect(sources).toContain('held[acme:invoice:5501].rows[line:901].net')
    expect(sources).toContain('held[acme:payment:8801].amount')
  })

  test('of a payout names nobody, and explains its journal', () => {
    const rows = [
      aRow({ category: 'charge', amount: '100', fee: '2.90', orderPaymentExternalId: '7' }),
      aRow({ category: 'dispute', amount: '-20', description: 'Dispute of Ann' }),
    ]
    const input: PayoutPlanInput = {
      ...RULES,
      payout: aPayout(rows),
      facts: factsOf({ payments: [aBookedPayment('7', '100')] }),
      today: '2026-11-21',
    }
    const evidence = payoutEvidence(OWNER, [input])
    expect(evidence?.body).not.toMatch(/ann/i)
    const [write] = planPayout(input).writes
    if (write === undefined) throw new Error('nothing is written')
    const sources = explained(evidence, write.document)
    expect(sources).toEqual(expect.arrayContaining([expect.stringMatching(/^payout\.transactions\[txn_\d+\]\.fee$/)]))
  })
})
