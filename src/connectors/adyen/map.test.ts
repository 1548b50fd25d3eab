import { describe, expect, test } from 'vitest'
import { verifySignature } from '#contract/signature'
import { payoutDifferences, payoutRows } from '#model/payout'
import { categoryOf } from './categories.ts'
import { payouts } from './read.ts'
import { exampleKey, exampleNotification, exampleReport } from './samples/report.ts'
import { baseUrl, settings as schema } from './settings.ts'
import { webhooks } from './webhooks.ts'
import { instantOf } from './zones.ts'

const account = { merchantAccount: 'ExampleCOM', reportUser: 'report_1@Company.Example', reportPassword: 'secret' }
const settings = schema.parse(account)
const file = 'settlement_detail_report_batch_42.csv'
const parse = (report = exampleReport) => payouts.parse(settings, { file, report })
const line = (number: number) => exampleReport.split('\n')[number] ?? ''

describe('a report as Adyen makes it', () => {
  test('adds up, row by row and as a whole', () => {
    const payout = parse()
    expect(payoutDifferences(payout)).toEqual([])
    expect(payout).toMatchObject({
      externalId: 'ExampleCOM-42',
      name: 'Batch 42',
      net: '302.86',
      currency: 'EUR',
      date: '2026-11-20',
      createdAt: '2026-11-19T23:00:00.000Z',
      bankReference: 'TX-BATCH-42, Example',
    })
    expect(
      payoutRows(payout).map(({ externalId, category, amount, fee }) => [externalId, category, amount, fee]),
    ).toEqual([
      ['42:Settled:WNS7WQ756L2GWR82', 'charge', '250', '2.39'],
      ['42:Settled:QFQTPCQ8HXSKGK82', 'charge', '119.9', '3.6'],
      ['42:Refunded:NC6HT9CRT65ZGN82', 'refund', '-59.95', '0'],
      ['42:Fee:Transaction Fees November 2026', 'fee', '-1.1', '0'],
    ])
  })

  test('says which order and payment a row belongs to, and what the buyer paid', () => {
    const [, abroad, refund, fee] = payoutRows(parse())
    expect(abroad?.presentment).toEqual({ amount: '1300', currency: 'SEK', rate: '0.092231' })
    expect(refund).toMatchObject({
      orderName: '#1001',
      providerReferences: ['NC6HT9CRT65ZGN82', 'refund-1001-1', 'WNS7WQ756L2GWR82'],
    })
    expect(fee).toMatchObject({ orderName: null, providerReferences: [] })
  })

  test.each([
    ['a cost that is not known', ['247.61', '247.60'], ['net of 42:Settled:WNS7WQ756L2GWR82', 'net of the payout']],
    ['a rate that cannot be', ['0.092231', '0.102231'], ['net of 42:Settled:QFQTPCQ8HXSKGK82']],
    ['a row that is missing', [`${line(4)}\n`, ''], ['net of the payout']],
    ['no payout', [`${line(5)}\n`, ''], ['net of the payout']],
  ])('%s is seen', (_what, [from = '', to = ''], differences) => {
    expect(payoutDifferences(parse(exampleReport.replace(from, to))).map(({ what }) => what)).toEqual(differences)
  })

  test('names equal rows apart, and keeps costs that stand in one column', () => {
    const twice = payoutRows(parse(exampleReport.replace(line(4), `${line(4)}\n${line(4)}`)))
    expect(twice.map((row) => row.externalId).slice(-1)).toEqual(['42:Fee:Transaction Fees November 2026#2'])
    const lines = exampleReport.trim().split('\n').slice(0, 2)
    const [heading = '', row = ''] = [
      `${lines[0]},Payment Fees (NC)`,
      `${lines[1]?.replace(',0.60,0.29,1.50,', ',,,,')},2.39`,
    ]
    expect(payoutRows(parse([heading, row].join('\n')))).toMatchObject([{ amount: '250', fee: '2.39', net: '247.61' }])
  })

  test.each([
    ['<html>log in</html>', 'ADYEN_NOT_A_REPORT'],
    ['', 'ADYEN_NOT_A_REPORT'],
    [exampleReport.slice(0, -60), 'ADYEN_NOT_A_REPORT'],
    [exampleReport.replace('Net Currency', 'Currency'), 'ADYEN_REPORT_UNREADABLE'],
    [exampleReport.replace('247.61', '247,61 €').replace('247,61 €', '"247,61"'), 'ADYEN_REPORT_UNREADABLE'],
    [exampleReport.replaceAll('ExampleCOM', 'OtherCOM'), 'ADYEN_REPORT_UNREADABLE'],
  ])('%.20s… is refused: %s', (report, code) => {
    expect(() => parse(report)).toThrow(expect.objectContaining({ code }))
  })
})

test.each([
  ['ReserveAdjustment', true, 'reserve-release'],
  ['DepositCorrection', false, 'reserve-hold'],
  ['SecondChargeback', false, 'dispute'],
  ['MoonCosts', false, 'unknown'],
  ['constructor', true, 'unknown'],
])('%s, credit: %s, is booked as %s', (type, isCredit, category) => {
  expect(categoryOf(type, isCredit)).toBe(category)
})

test.each([
  ['2026-07-01 00:30:00', 'CET', '2026-06-30T22:30:00.000Z'],
  ['2026-11-20 12:00:00', 'PST', '2026-11-20T20:00:00.000Z'],
  ['2026-11-20 12:00:00', 'Asia/Tokyo', '2026-11-20T03:00:00.000Z'],
  ['2026-11-20 12:00:00', 'Nowhere/Land', '2026-11-20T12:00:00.000Z'],
  ['20.11.2026', 'CET', null],
])('%s %s is %s', (local, zone, instant) => {
  expect(instantOf(local, zone, 'UTC')).toBe(instant)
})

describe('a notification', () => {
  const body = JSON.stringify(exampleNotification)
  const [own] = exampleNotification.notificationItems
  const many = (items: readonly object[]) =>
    JSON.stringify({ live: 'false', notificationItems: items.map((item) => ({ NotificationRequestItem: item })) })
  const verify = (text: string) =>
    verifySignature(webhooks.signature, { body: Buffer.from(text), headers: {}, secrets: [exampleKey] }).ok

  test('is signed item by item', () => {
    const item = own?.NotificationRequestItem ?? {}
    expect(verify(body)).toBe(true)
    expect(verify(many([item, item]))).toBe(true)
    expect(verify(many([item, { ...item, pspReference: 'settlement_detail_report_batch_43.csv' }]))).toBe(false)
    expect(verify(many([]))).toBe(false)
    expect(verify('no JSON')).toBe(false)
  })

  test('of another kind, of another report or of one that failed is ignored', () => {
    const item = own?.NotificationRequestItem ?? {}
    for (const other of [
      { eventCode: 'REFUND' },
      { pspReference: 'payments_accounting_report.csv' },
      { success: 'false' },
    ]) {
      const told: unknown = JSON.parse(many([{ ...item, ...other }]))
      expect(webhooks.parse('REFUND', told)).toEqual({ kind: 'ignored' })
    }
    const among: unknown = JSON.parse(many([{ ...item, eventCode: 'REFUND' }, item]))
    expect(webhooks.parse('REPORT_AVAILABLE', among)).toMatchObject({ key: 'ExampleCOM-42' })
  })

  test('is told apart from others by what it is about, and belongs to one account and environment', () => {
    const head = webhooks.head({}, body)
    const later = webhooks.head({}, body.replace('03:12', '09:00'))
    expect(head).toMatchObject({ topic: 'REPORT_AVAILABLE', account: 'ExampleCOM:false' })
    expect(later?.dedupeKey).not.toBe(head?.dedupeKey)
    expect(head && webhooks.isOwn({ ...settings, environment: 'test' }, head)).toBe(true)
    expect(head && webhooks.isOwn(settings, head)).toBe(false)
  })
})

test('settings need a way in; an HMAC key is hexadecimal; the address follows the environment', () => {
  expect(baseUrl(settings)).toBe('https://ca-live.adyen.com')
  const refused = [
    { merchantAccount: 'ExampleCOM' },
    { ...account, reportPassword: undefined },
    { ...account, hmacKey: 'not hex' },
    { ...account, webhookUser: 'only' },
    { ...account, merchantAccount: '../Other' },
  ]
  expect(refused.map((one) => schema.safeParse(one).success)).toEqual(refused.map(() => false))
  expect(schema.safeParse({ merchantAccount: 'ExampleCOM', apiKey: 'key' }).success).toBe(true)
})
