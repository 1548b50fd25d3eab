import { expect, test } from 'vitest'
import { klarna } from '#connectors/klarna/index'
import type { KlarnaSettings } from '#connectors/klarna/settings'
import { systemClock } from '#lib/clock'
import { payoutDifferences } from '#model/payout'
import { type KlarnaOptions, startKlarna } from '#sandboxes/klarna/start'
import { type PaymentsBench, paymentsDemands } from '#testing/conformance/payments'
import { failureOf, runDemands } from '#testing/conformance/suite'
import { plainContext } from '#testing/plain-context'

async function bench(options: KlarnaOptions = {}) {
  const merchant = await startKlarna({ perSecond: null, ...options })
  const settings = klarna.settings.parse({
    username: merchant.credentials.username,
    password: merchant.credentials.password,
    baseUrl: merchant.url,
  })
  return {
    merchant,
    connector: klarna,
    settings,
    refusedSettings: { ...settings, password: 'wrong' },
    faults: merchant.faults,
    payOut({ payments = 1 } = {}) {
      for (let paid = 0; paid < payments; paid += 1) merchant.sale({ amount: 1000 + paid })
      return merchant.payout()?.payment_reference ?? ''
    },
    [Symbol.asyncDispose]: merchant.stop,
  } satisfies PaymentsBench<KlarnaSettings> & { readonly merchant: unknown }
}

runDemands('the Klarna connector', paymentsDemands<KlarnaSettings>(), bench)

const read = async ({ settings }: { settings: KlarnaSettings }, key: string | undefined) => {
  const payout = await klarna.reads.payouts?.get(plainContext(klarna, settings), key ?? '')
  if (payout == null) throw new Error('there is a payout')
  return payout
}

test('a payout of more rows than a page, with or without signs on deductions, is whole and reads alike each time', async () => {
  for (const unsigned of [false, true]) {
    await using one = await bench({ unsigned })
    const sales = Array.from({ length: 150 }, (_, index) =>
      one.merchant.sale({ amount: 900 + index, reference1: `#${index}` }),
    )
    one.merchant.refund(sales[0] ?? one.merchant.sale({ amount: 1 }), 400)
    const reference = one.merchant.payout()?.payment_reference
    const payout = await read(one, reference)
    expect(payout.transactions).toHaveLength(601)
    expect(payoutDifferences(payout)).toEqual([])
    expect(await read(one, reference)).toEqual(payout)
    expect(payout.transactions.filter((row) => row.category === 'refund')).toMatchObject([
      { amount: '-4', orderName: '#0' },
    ])
  }
})

test('a debt is carried from one payout to the next', async () => {
  await using one = await bench({ settlementType: 'GROSS' })
  const sold = one.merchant.sale({ amount: 5000 })
  one.merchant.payout()
  one.merchant.refund(sold)
  const owing = await read(one, one.merchant.payout()?.payment_reference)
  expect(owing).toMatchObject({
    net: '0',
    transactions: [{ category: 'refund' }, { category: 'advance', amount: '50' }],
  })
  one.merchant.sale({ amount: 8000 })
  const next = await read(one, one.merchant.payout()?.payment_reference)
  expect(next.net).toBe('30')
  expect([owing, next].flatMap(payoutDifferences)).toEqual([])
})

test('the check says what is odd; credentials without settlements are unauthorized', async () => {
  await using one = await bench({ settlementType: 'GROSS' })
  const codes = async () =>
    (await klarna.check(plainContext(klarna, { ...one.settings, environment: 'playground' }))).findings.map(
      ({ code }) => code,
    )
  expect(await codes()).toEqual(['KLARNA_SETTLEMENTS', 'KLARNA_PLAYGROUND', 'KLARNA_NO_PAYOUTS'])
  const key = one.payOut()
  expect(await codes()).toEqual(['KLARNA_SETTLEMENTS', 'KLARNA_PLAYGROUND', 'KLARNA_GROSS'])
  one.merchant.credentials.settlements = false
  expect(await codes()).toEqual(['KLARNA_SETTLEMENTS_CLOSED'])
  expect(await failureOf(read(one, key))).toMatchObject({ kind: 'unauthorized', code: 'KLARNA_SETTLEMENTS_CLOSED' })
})

test('the sandbox is as strict as Klarna: pages, days without a time, credentials, calls a second', async () => {
  const now = new Date()
  await using one = await bench({ perSecond: 8, clock: { ...systemClock, now: () => now } })
  const key = one.payOut({ payments: 3 })
  const { username, password } = one.merchant.credentials
  const ask = async (path: string, secret = password) => {
    const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
    const answer = await fetch(`${one.merchant.url}/settlements/v1${path}`, { headers: { authorization } })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const day = now.toISOString().slice(0, 10)
  expect(await ask('/payouts', 'wrong')).toMatchObject({ status: 401, body: { correlation_id: expect.any(String) } })
  expect(await ask('/payouts?size=501')).toMatchObject({ status: 400, body: { error_code: 'BAD_VALUE' } })
  expect(await ask('/payouts?start_date=yesterday')).toMatchObject({ status: 400 })
  expect(await ask(`/payouts?start_date=${day}T00:00:01Z`)).toMatchObject({ status: 200, body: { payouts: [] } })
  expect(await ask('/transactions')).toMatchObject({ status: 400 })
  const { body } = await ask(`/transactions?payment_reference=${key}&size=5&offset=5`)
  expect(body['pagination']).toMatchObject({
    count: 5,
    total: 12,
    offset: 5,
    next: expect.stringContaining('offset=10'),
  })
  const answers = await Promise.all(Array.from({ length: 9 }, () => ask('/payouts')))
  expect(answers.map(({ status }) => status)).toContain(429)
})
