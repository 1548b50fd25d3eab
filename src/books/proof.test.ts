import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { isSalesDocument } from '#model/documents'
import { aLine, anOrder, aTax } from '#testing/an-order'
import { factsOf } from './facts.ts'
import { plan } from './plan.ts'
import { policiesOf } from './policies.ts'
import { prove } from './proof.ts'

const order = anOrder({ lines: [aLine({ price: '10', taxes: [aTax('25', '2')] })] })
const policies = policiesOf()
const facts = factsOf(order, policies, [])
const documents = plan({ order, policies, held: [], scope: 's' }).targets

const differences = (change: (document: (typeof documents)[number]) => (typeof documents)[number]) =>
  prove(facts, documents.map(change)).differences.map((one) => one.what)

test('a document whose own figures disagree is refused, even where its totals are the store’s', () => {
  expect(differences((document) => document)).toEqual([])
  expect(differences((document) => (isSalesDocument(document) ? { ...document, rows: [] } : document))).toEqual([
    'net total',
    'tax of the rows',
    'gross of the rows',
  ])
})

test('a tax under another key is a difference, even where the sum is right', () => {
  const moved = differences((document) =>
    isSalesDocument(document)
      ? {
          ...document,
          taxes: document.taxes.map((tax) => ({ ...tax, key: { ...tax.key, ratePercent: decimal('12') } })),
        }
      : document,
  )
  expect(moved).toEqual(['tax SE 25% included', 'tax SE 12% included'])
})
