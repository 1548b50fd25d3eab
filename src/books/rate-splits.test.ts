import { describe, expect, test } from 'vitest'
import { add, decimal, negate, ZERO } from '#lib/decimal'
import { isSalesDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { plan } from './plan.ts'
import { policiesOf } from './policies.ts'

const STATE = { title: 'State tax' }
const COUNTY = { title: 'County tax' }
const both = (state: string, county: string) => [aTax('7.25', state, STATE), aTax('1.25', county, COUNTY)]
/** Three mugs of 9 with tax, of which the refunds take one each, with 0.79, 0.78 and 0.78 of tax. */
const mugs = aLine({ price: '9', quantity: 3, taxes: both('2', '0.35') })

const oneMug = (id: string, tax: string, status: 'success' | 'pending' = 'success') =>
  aRemoval(
    { id: '901', quantity: 1, subtotal: '9', tax },
    {
      externalId: id,
      createdAt: `2026-03-0${id}T10:00:00Z`,
      payments: [
        aPayment('9', { externalId: `88${id}`, kind: 'refund', status, processedAt: `2026-03-0${id}T10:00:00Z` }),
      ],
    },
  )

/** The order after refunds; `current` is what the store says is left of the two taxes, if it does. */
const refunded = (refunds: Order['refunds'], current?: readonly [state: string, county: string]): Order =>
  anOrder({
    lines: [{ ...mugs, currentQuantity: amountOf(String(3 - refunds.length)).shop }],
    payments: [aPayment('27')],
    refunds,
    totals: current === undefined ? {} : { currentTaxes: both(...current) },
  })

/** The tax of each refund's credit note, and of all documents together, as state and county. */
function booked(states: readonly Order[]) {
  let held: HeldDocument[] = []
  for (const order of states) {
    const input = { order, policies: policiesOf({ documents: 'invoice', invoiceOn: 'created' }), scope: 's' }
    const made = plan({ ...input, held })
    expect(made.reason).toBeNull()
    held = carryOut(held, made.writes)
    expect(plan({ ...input, held }).writes).toEqual([])
  }
  const taxes = (wanted: (one: HeldDocument) => boolean, rate: string) =>
    held.filter(wanted).reduce((all, { document }) => {
      if (!isSalesDocument(document)) return all
      const amount = document.taxes.find((tax) => tax.key.ratePercent === rate)?.amount ?? ZERO
      return add(all, document.kind === 'credit-note' ? negate(amount) : amount)
    }, decimal('0'))
  const pair = (wanted: (one: HeldDocument) => boolean) => [taxes(wanted, '7.25'), taxes(wanted, '1.25')]
  return {
    of: (id: string) => pair((one) => one.reference === `s:credit-note:r${id}`),
    left: pair(() => true),
    documents: held.length,
  }
}

const PAID = refunded([])

describe('a refund of a part with two rates', () => {
  test('takes of each what the store would round, without a statement', () => {
    expect(booked([PAID, refunded([oneMug('3', '0.79')])])).toMatchObject({ left: ['1.33', '0.23'] })
  })

  test('takes what makes the rates come to what the store says is left', () => {
    const { of, left } = booked([PAID, refunded([oneMug('3', '0.79')], ['1.32', '0.24'])])
    expect(of('3')).toEqual(['-0.68', '-0.11'])
    expect(left).toEqual(['1.32', '0.24'])
  })

  test('keeps the split that is booked when another one comes', () => {
    const first = oneMug('3', '0.79')
    const states = [PAID, refunded([first], ['1.32', '0.24']), refunded([first, oneMug('4', '0.78')], ['0.66', '0.12'])]
    const { of, left } = booked(states)
    expect([of('3'), of('4'), left]).toEqual([
      ['-0.68', '-0.11'],
      ['-0.66', '-0.12'],
      ['0.66', '0.12'],
    ])
  })

  test('is corrected by further documents when the statement comes after it was booked', () => {
    const refunds = [oneMug('3', '0.79')]
    const { left, documents } = booked([PAID, refunded(refunds), refunded(refunds, ['1.32', '0.24'])])
    expect(left).toEqual(['1.32', '0.24'])
    // Invoice, its payment, the credit note and its payment; then the part is given back and sold anew, and both set off.
    expect(documents).toBe(7)
  })

  test('leaves nothing of either rate with the last piece', () => {
    const refunds = [oneMug('3', '0.79'), oneMug('4', '0.78'), oneMug('5', '0.78')]
    expect(booked([PAID, refunded(refunds, ['0', '0'])]).left).toEqual(['0', '0'])
  })

  test.each([
    ['another sum', ['1.30', '0.24']],
    ['more than rounding explains', ['1.06', '0.50']],
  ] as const)('is left alone by a statement of %s', (_, current) => {
    expect(booked([PAID, refunded([oneMug('3', '0.79')], current)]).left).toEqual(['1.33', '0.23'])
  })

  test('whose money is on its way is split too, and waits', () => {
    const order = refunded([oneMug('3', '0.79', 'pending')], ['1.32', '0.24'])
    expect(booked([PAID, order]).left).toEqual(['2', '0.35'])
  })
})

describe('an amount that is kept', () => {
  /** The rates and taxes of a fee of 4.95, kept when all of a cheap line came back. */
  const kept = (line: Parameters<typeof aLine>[0] & { readonly gone: readonly [subtotal: string, tax: string] }) => {
    const { gone, ...fields } = line
    const order = anOrder({
      lines: [aLine({ ...fields, currentQuantity: 0 })],
      payments: [aPayment(gone[0])],
      refunds: [
        aRemoval(
          { id: '901', quantity: fields.quantity ?? 1, subtotal: gone[0], tax: gone[1] },
          { adjustments: [{ externalId: '71', reason: 'restock', amount: amountOf('4.95'), tax: amountOf('0') }] },
        ),
      ],
    })
    const policies = policiesOf({ documents: 'invoice', invoiceOn: 'created' })
    const { targets } = plan({ order, policies, held: [], scope: 's' })
    const rows = targets.filter(isSalesDocument).flatMap((document) => document.rows)
    return rows.find((row) => row.role === 'adjustment')?.taxes.map((tax) => [tax.key.ratePercent, tax.amount])
  }

  test('of goods too cheap to be taxed is taxed at their highest rate', () => {
    const cheap = { price: '0.01', quantity: 4, taxes: both('0', '0'), gone: ['0.04', '0'] } as const
    expect(kept(cheap)).toEqual([['7.25', '0.33']])
  })

  test('is not taxed above the rate of goods whose small tax was rounded up', () => {
    const cheap = { price: '0.11', quantity: 3, taxes: [aTax('12', '0.04')], gone: ['0.33', '0.04'] } as const
    expect(kept(cheap)).toEqual([['12', '0.53']])
  })

  test('is not taxed above both rates together where both apply to the goods', () => {
    const cheap = { price: '0.11', quantity: 3, taxes: both('0.04', '0.01'), gone: ['0.33', '0.05'] } as const
    const taxes = kept(cheap)?.map(([, tax]) => tax)
    expect(taxes).toEqual(['0.08', '0.31'])
  })
})
