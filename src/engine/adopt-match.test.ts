import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FoundDocument } from '#contract/target'
import { decimal } from '#lib/decimal'
import type { MappedPaymentDocument } from '#model/documents'
import { matchDocuments } from './adopt-match.ts'
import type { Planned } from './adopt-planned.ts'

// Only what is compared matters here; the document itself is carried along.
const DOCUMENT = {} as MappedPaymentDocument

function plan(orderName: string, changes: Partial<Planned> = {}): Planned {
  const kind = changes.kind ?? 'invoice'
  const orderKey = changes.orderKey ?? `k${orderName}`
  return {
    document: DOCUMENT,
    mapped: { ok: true, document: DOCUMENT },
    orderKey,
    orderName,
    kind,
    reference: `shop:${kind}:${orderKey}`,
    numbers: [orderName],
    total: decimal('100'),
    taxTotal: decimal('20'),
    currency: 'EUR',
    date: '2026-11-10',
    partyName: 'Ann Example',
    partyEmail: 'ann@example.com',
    ...changes,
  }
}

function found(externalId: string, changes: Partial<FoundDocument> = {}): FoundDocument {
  return {
    kind: 'invoice',
    externalId,
    numbers: [],
    total: decimal('100'),
    taxTotal: decimal('20'),
    currency: 'EUR',
    date: '2026-11-10',
    partyExternalId: null,
    partyName: null,
    partyEmail: null,
    reference: null,
    state: 'issued',
    rows: null,
    url: null,
    ...changes,
  }
}

type Sides = readonly [planned: readonly Planned[], found: readonly FoundDocument[]]

const pairs = (sides: Sides, kind: 'sure' | 'doubtful' = 'sure'): string[] =>
  matchDocuments(...sides)[kind].map((pair) =>
    [pair.planned.orderName, pair.found.externalId, ...pair.doubts].join(' '),
  )

test.each([
  ['#1001', '#1001'],
  ['#1001', '1001'],
  ['#1001', 'Order #1001, paid by card'],
  ['#1001', 'PO-77 (#1001)'],
  ['NL-1001/B', 'NL-1001/B'],
])('%s is named by "%s"', (name, text) => {
  expect(pairs([[plan(name)], [found('A', { numbers: [text] })]])).toEqual([`${name} A`])
})

test.each(['#10011', '21001', 'paid 1001.00 on account', 'NL-1001', ''])('#1001 is not named by "%s"', (text) => {
  expect(pairs([[plan('#1001')], [found('A', { numbers: [text] })]])).toEqual([])
})

test('a document that holds our reference is ours, whatever else it says', () => {
  const ours = found('A', { reference: 'shop:invoice:k#1001', total: decimal('99'), date: '2026-12-24' })
  const alike = found('B', { numbers: ['#1001'] })
  expect(pairs([[plan('#1001')], [ours, alike]])).toEqual(['#1001 A amount-differs date-differs'])
})

test('a document of another record of ours is nobody else’s', () => {
  const other = found('A', { numbers: ['#1001'], reference: 'shop:invoice:else' })
  expect(matchDocuments([plan('#1001')], [other])).toMatchObject({ sure: [], doubtful: [], missing: [{}], extra: [{}] })
})

test.each([
  [{ total: decimal('99.99') }, 'amount-differs'],
  [{ taxTotal: decimal('19') }, 'tax-differs'],
  [{ date: '2026-11-14' }, 'date-differs'],
  [{ state: 'draft' as const }, 'not-issued'],
])('with %o a person decides', (changes, doubt) => {
  expect(pairs([[plan('#1001')], [found('A', { numbers: ['#1001'], ...changes })]], 'doubtful')).toEqual([
    `#1001 A ${doubt}`,
  ])
})

test('cancelled documents and other currencies are no partners', () => {
  const gone = found('A', { numbers: ['#1001'], state: 'cancelled' })
  const dollars = found('B', { numbers: ['#1001'], currency: 'USD' })
  expect(matchDocuments([plan('#1001')], [gone, dollars])).toMatchObject({
    sure: [],
    doubtful: [],
    missing: [{ orderName: '#1001' }],
    extra: [{ externalId: 'B' }],
  })
})

test('without a number, amount, day and customer make a pair that a person confirms', () => {
  const byMail = found('A', { partyEmail: 'ANN@example.com ' })
  const stranger = found('B', { partyName: 'Somebody Else' })
  expect(pairs([[plan('#1001')], [byMail, stranger]], 'doubtful')).toEqual(['#1001 A number-missing'])
})

test('two documents with the number of one order are shown, neither is taken', () => {
  const both = [found('A', { numbers: ['#1001'] }), found('B', { numbers: ['1001'] })]
  expect(pairs([[plan('#1001')], both])).toEqual([])
  expect(pairs([[plan('#1001')], both], 'doubtful')).toEqual(['#1001 A several', '#1001 B several'])
})

test('one document that names two orders is shown for both', () => {
  const one = found('A', { numbers: ['#1001 and #1002'] })
  expect(pairs([[plan('#1001'), plan('#1002')], [one]], 'doubtful')).toEqual(['#1001 A several', '#1002 A several'])
})

test('where a number is shared, what only looks alike is not offered', () => {
  const named = found('A', { numbers: ['#1001'], total: decimal('90') })
  const alike = found('B', { partyName: 'Ann Example' })
  expect(pairs([[plan('#1001')], [named, alike]], 'doubtful')).toEqual(['#1001 A amount-differs'])
})

test('what a person has ruled out is no partner, and leaves the other one alone', () => {
  const both = [found('A', { numbers: ['#1001'] }), found('B', { numbers: ['#1001'] })]
  const matched = matchDocuments([plan('#1001')], both, { excluded: (_, { externalId }) => externalId === 'A' })
  expect(matched.sure.map((pair) => pair.found.externalId)).toEqual(['B'])
})

const money = { kind: 'payment', taxTotal: null } as const

test('a payment is known by the invoice that it pays', () => {
  const planned = [plan('#1001'), plan('#1001', money)]
  const there = [found('INV-7', { numbers: ['#1001'] }), found('PAY-3', { ...money, numbers: ['INV-7'] })]
  expect(pairs([planned, there])).toEqual(['#1001 INV-7', '#1001 PAY-3'])
})

test('two equal payments of one order on one day are paired in turn', () => {
  const planned = ['t1', 't2'].map((id) => plan('#1001', { ...money, reference: `shop:payment:${id}` }))
  const there = ['P1', 'P2'].map((id) => found(id, { ...money, numbers: ['#1001'] }))
  const matched = matchDocuments(planned, there)
  expect(matched.sure.map((pair) => `${pair.planned.reference} ${pair.found.externalId}`)).toEqual([
    'shop:payment:t1 P1',
    'shop:payment:t2 P2',
  ])
  const third = found('P3', { ...money, numbers: ['#1001'] })
  expect(matchDocuments(planned, [...there, third]).sure).toEqual([])
})

test('property: no side is in two sure pairs, nothing gets lost, and the order of the input changes nothing', () => {
  const name = fc.integer({ min: 1, max: 6 }).map((number) => `#100${number}`)
  const amount = fc.constantFrom('10', '20').map(decimal)
  const planned = fc
    .uniqueArray(fc.record({ name, total: amount }), { selector: (one) => one.name })
    .map((all) => all.map((one) => plan(one.name, { total: one.total, taxTotal: null })))
  const there = fc
    .array(fc.record({ numbers: fc.array(name, { maxLength: 2 }), total: amount }), { maxLength: 8 })
    .map((all) => all.map((one, index) => found(`D${index}`, { ...one, taxTotal: null, partyName: 'Ann Example' })))
  fc.assert(
    fc.property(planned, there, (mine, theirs) => {
      const matched = matchDocuments(mine, theirs)
      const sure = matched.sure.map((pair) => [pair.planned.reference, pair.found.externalId] as const)
      expect(new Set(sure.map(([reference]) => reference)).size).toBe(sure.length)
      expect(new Set(sure.map(([, id]) => id)).size).toBe(sure.length)
      const seen = [...matched.sure, ...matched.doubtful].map((pair) => pair.planned.reference)
      expect(new Set([...seen, ...matched.missing.map((one) => one.reference)]).size).toBe(mine.length)
      const turned = matchDocuments(mine.toReversed(), theirs.toReversed())
      expect(turned.sure.map((pair) => [pair.planned.reference, pair.found.externalId])).toEqual(sure)
    }),
  )
})
