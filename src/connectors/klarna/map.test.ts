import { describe, expect, test } from 'vitest'
import { payoutDifferences } from '#model/payout'
import { categoryOf } from './categories.ts'
import { payouts } from './read.ts'
import { examplePayout } from './samples/payout.ts'
import { baseUrl, settings as schema } from './settings.ts'

const settings = schema.parse({ username: 'K123456_abcdef', password: 'secret' })
const { payout: head, transactions: list } = examplePayout
const rows = list.transactions
const parse = (transactions: unknown = rows, totals: object = {}, other: object = {}) =>
  payouts.parse({ ...settings, ...other }, { payout: { ...head, totals: { ...head.totals, ...totals } }, transactions })

describe('a payout as Klarna states it', () => {
  test('adds up, and says of each row what it is and which order it belongs to', () => {
    const payout = parse(list)
    expect(payoutDifferences(payout)).toEqual([])
    expect(payout).toMatchObject({
      net: '958.25',
      currency: 'SEK',
      date: '2026-11-18',
      bankReference: 'XISA93DJ',
      test: false,
    })
    expect(payout.transactions.map(({ category, amount, orderName }) => [category, amount, orderName])).toEqual([
      ['fee', '-3.5', '#1002'],
      ['fee', '-29.9', '#1001'],
      ['refund', '-249', '#1002'],
      ['charge', '1000', '#1001'],
      ['charge', '249', '#1002'],
      ['fee-tax', '-8.35', '#1001'],
    ])
    expect(payout.transactions.find((row) => row.category === 'refund')?.providerReferences).toEqual([
      'ef1baa1f',
      'ce17b4cb-147f-48b7-b8e6-dde2fa397f02',
      'SHORT2',
    ])
  })

  test('is the same in whatever order and with whatever signs its rows are sent', () => {
    const payout = parse()
    expect(parse(rows.toReversed())).toEqual(payout)
    const { transactions } = parse(rows.map((row) => ({ ...row, amount: Math.abs(row.amount) })))
    expect(new Set(transactions)).toEqual(new Set(payout.transactions))
  })

  test('that does not add up either way keeps what was sent, and shows it', () => {
    const payout = parse(rows, { settlement_amount: 95_824 })
    expect(payoutDifferences(payout)).toMatchObject([{ what: 'net of the payout' }])
    expect(payout.transactions.map((row) => row.amount)).toEqual(parse().transactions.map((row) => row.amount))
  })

  test('with debts and money paid in adds up too', () => {
    const totals = {
      settlement_amount: 0,
      opening_debt_balance_amount: 100_000,
      deposit_amount: 3000,
      closing_debt_balance_amount: 1175,
    }
    const payout = parse(rows, totals)
    expect(payoutDifferences(payout)).toEqual([])
    expect(payout.transactions.slice(-3).map((row) => [row.type, row.category, row.amount])).toEqual([
      ['OPENING_DEBT', 'advance-repayment', '-1000'],
      ['DEPOSIT', 'topup', '30'],
      ['CLOSING_DEBT', 'advance', '11.75'],
    ])
  })

  test('names rows apart that Klarna does not', () => {
    const [first] = rows
    const ids = parse([first, first]).transactions.map((row) => row.externalId)
    expect(ids).toEqual([
      'SALE:PURCHASE:33db6f16-9f43-43fa-a587-cc51411c98e1',
      'SALE:PURCHASE:33db6f16-9f43-43fa-a587-cc51411c98e1#2',
    ])
  })

  test('finds the order by the reference that the settings name', () => {
    const [row] = parse(
      rows,
      {},
      { orderNameField: 'merchant_reference2', orderIdField: 'merchant_reference1' },
    ).transactions
    expect(row).toMatchObject({ orderName: '5502', orderExternalId: '#1002' })
  })
})

test.each([
  ['CHARGE', 'LATE_RETURN_FEE', 'fee'],
  ['CHARGE', 'FRAUD_POLICY_CHARGE', 'dispute'],
  ['CREDIT', 'LOAN_PAYOUT', 'advance'],
  ['TAX', 'EXPIRY_FEE', 'fee-tax'],
  ['CORRECTION', 'A_NEW_WORD', 'adjustment'],
  ['MOON_FEE', 'EXPIRY_FEE', 'unknown'],
  ['constructor', null, 'unknown'],
])('%s, %s is booked as %s', (type, detail, category) => {
  expect(categoryOf(type, detail)).toBe(category)
})

test('every region and environment has its own address; nothing but https', () => {
  expect(baseUrl(settings)).toBe('https://api.klarna.com')
  expect(baseUrl({ ...settings, region: 'oceania', environment: 'playground' })).toBe(
    'https://api-oc.playground.klarna.com',
  )
  expect(schema.safeParse({ ...settings, baseUrl: 'http://api.klarna.com' }).success).toBe(false)
})

test.each([
  null,
  [],
  {},
  { payout: {}, transactions: [] },
  { payout: head, transactions: [{ type: 'SALE', amount: 1.5 }] },
])('%j is no payout', (payload) => {
  expect(() => payouts.parse(settings, payload)).toThrow(expect.objectContaining({ code: 'KLARNA_PAYLOAD_UNREADABLE' }))
})
