import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { adyen } from '#connectors/adyen/index'
import type { AdyenSettings } from '#connectors/adyen/settings'
import type { Change } from '#contract/source'
import { systemClock } from '#lib/clock'
import { payoutDifferences } from '#model/payout'
import { type AdyenOptions, startAdyen } from '#sandboxes/adyen/start'
import { type PaymentsBench, paymentsDemands } from '#testing/conformance/payments'
import { failureOf, runDemands } from '#testing/conformance/suite'
import { plainContext } from '#testing/plain-context'

async function bench(options: AdyenOptions = {}) {
  const merchant = await startAdyen({ perSecond: null, ...options })
  const collector = createServer(
    (incoming, outgoing) => void incoming.resume().on('end', () => outgoing.end('[accepted]')),
  )
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const login = { username: 'tillbridge', password: 'sesame' }
  const { hmacKey } = merchant.addWebhook(`http://127.0.0.1:${(collector.address() as AddressInfo).port}/hook`, login)
  const settings = adyen.settings.parse({
    merchantAccount: merchant.merchant.account,
    reportUser: merchant.credentials.reportUser,
    reportPassword: merchant.credentials.reportPassword,
    hmacKey,
    webhookUser: login.username,
    webhookPassword: login.password,
    baseUrl: merchant.url,
  })
  return {
    merchant,
    connector: adyen,
    settings,
    refusedSettings: { ...settings, reportPassword: 'wrong' },
    faults: merchant.faults,
    payOut({ payments = 1 } = {}) {
      for (let paid = 0; paid < payments; paid += 1) merchant.pay({ amount: (10 + paid / 100).toFixed(2) })
      return `${merchant.merchant.account}-${merchant.closeBatch().number}`
    },
    async delivery(key: string) {
      await merchant.notices.settled()
      const file = `settlement_detail_report_batch_${key.split('-')[1]}.csv`
      const sent = merchant.notices.log.find((one) => one.pspReference === file)
      if (sent === undefined) throw new Error(`no delivery of ${file} was sent`)
      const { body, headers } = sent
      return { topic: sent.eventCode, body, headers, altered: body.replace('"success":"true"', '"success":"false"') }
    },
    async [Symbol.asyncDispose]() {
      await merchant.stop()
      collector.closeAllConnections()
      await new Promise((resolve) => collector.close(resolve))
    },
  } satisfies PaymentsBench<AdyenSettings> & { readonly merchant: unknown }
}

runDemands('the Adyen connector', paymentsDemands<AdyenSettings>(), bench)

const DAY_MS = 24 * 60 * 60_000

const source = () => {
  const { payouts } = adyen.reads
  if (payouts === undefined) throw new Error('it reads payouts')
  return payouts
}

async function listed(settings: AdyenSettings) {
  const range = { since: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000) }
  const context = plainContext(adyen, settings)
  const changes: Change[] = []
  for await (const page of source().changes(context, range)) changes.push(...page)
  return { keys: changes.map(({ key }) => key), changes, calls: context.calls.length }
}

const read = ({ settings }: { settings: AdyenSettings }, key: string) =>
  source().get(plainContext(adyen, settings), key)

test('batches are looked for once; a missing report between others asks for a person until it is made', async () => {
  let now = Date.now() - 10 * DAY_MS
  await using one = await bench({ clock: { ...systemClock, now: () => new Date(now) } })
  for (let made = 0; made < 9; made += 1, now += DAY_MS) one.payOut()
  const { merchant } = one
  const gap = merchant.merchant.batches[4]
  if (gap !== undefined) gap.hasReport = false
  const keys = merchant.merchant.batches.map(({ number }) => `ExampleCOM-${number}`)
  expect((await listed(one.settings)).keys.toSorted()).toEqual(keys)
  const missing = await read(one, 'ExampleCOM-5')
  expect(missing).toMatchObject({ complete: false, incomplete: { when: 'never' } })
  // Nothing but the batches after the newest and the missing one is asked for again.
  expect(await listed(one.settings)).toMatchObject({ calls: 5 })
  if (gap !== undefined) gap.hasReport = true
  const made = (await listed(one.settings)).changes.find(({ key }) => key === 'ExampleCOM-5')
  expect((made?.updatedAt ?? '') > (missing?.updatedAt ?? '')).toBe(true)
  expect(await read(one, 'ExampleCOM-5')).toMatchObject({ complete: true, incomplete: null })
  expect(await read(one, 'AnotherCOM-5')).toBeNull()
})

test('a batch in two currencies is two payouts; one below the least amount is carried on; columns may stand anywhere', async () => {
  const { COLUMNS } = await import('#sandboxes/adyen/report')
  await using one = await bench({ columns: ['A new column', ...COLUMNS.toReversed()] })
  one.merchant.pay({ amount: '50.00' })
  one.merchant.book({ type: 'Settled', amount: '30.00', currency: 'USD' })
  one.merchant.closeBatch()
  one.merchant.pay({ amount: '3.00' })
  one.merchant.closeBatch({ payout: false })
  one.merchant.pay({ amount: '20.00', method: 'klarna' })
  one.merchant.closeBatch()
  const { keys } = await listed(one.settings)
  expect(keys.toSorted()).toEqual(['ExampleCOM-1', 'ExampleCOM-1-USD', 'ExampleCOM-2', 'ExampleCOM-3'])
  const payouts = await Promise.all(keys.toSorted().map((key) => read(one, key)))
  expect(
    payouts.map((payout) => payout && [payout.currency, payout.net, payout.name, payoutDifferences(payout)]),
  ).toEqual([
    ['EUR', '49.52', 'Batch 1', []],
    ['USD', '30', 'Batch 1 USD', []],
    ['EUR', '0', 'Batch 2', []],
    ['EUR', '22.37', 'Batch 3', []],
  ])
})

test('the check says what is missing; a role that is missing is unauthorized', async () => {
  await using one = await bench({
    columns: ['TimeZone', ...(await import('#sandboxes/adyen/report')).COLUMNS].filter((name) => name !== 'TimeZone'),
  })
  const codes = async (change: Partial<AdyenSettings> = {}) =>
    (await adyen.check(plainContext(adyen, { ...one.settings, ...change }))).findings.map(({ code }) => code)
  expect(await codes({ hmacKey: undefined })).toEqual(['ADYEN_NO_REPORT', 'ADYEN_NO_HMAC_KEY'])
  const key = one.payOut()
  expect(await codes({ environment: 'test', webhookUser: undefined })).toEqual([
    'ADYEN_REPORTS',
    'ADYEN_COLUMN_MISSING',
    'ADYEN_TEST',
    'ADYEN_NO_WEBHOOK_USER',
  ])
  const { apiKey } = one.merchant.credentials
  expect(await codes({ apiKey })).toEqual(['ADYEN_REPORTS', 'ADYEN_COLUMN_MISSING'])
  one.merchant.credentials.mayRead = false
  expect(await codes()).toEqual(['ADYEN_ROLE_MISSING'])
  expect(await failureOf(read(one, key))).toMatchObject({ kind: 'unauthorized', code: 'ADYEN_ROLE_MISSING' })
})

test('the sandbox is as strict as Adyen: accounts, calls a second, and a queue that waits behind what failed', async () => {
  const now = new Date()
  await using one = await bench({ perSecond: 5, clock: { ...systemClock, now: () => now } })
  one.payOut()
  const { merchant } = one
  const ask = async (account: string, key = merchant.credentials.apiKey) => {
    const path = `/reports/download/MerchantAccount/${account}/settlement_detail_report_batch_1.csv`
    return (await fetch(`${merchant.url}${path}`, { headers: { 'x-api-key': key } })).status
  }
  expect([await ask('ExampleCOM', 'wrong'), await ask('OtherCOM'), await ask('ExampleCOM')]).toEqual([401, 403, 200])
  expect(await Promise.all(Array.from({ length: 6 }, () => ask('ExampleCOM')))).toContain(429)

  await merchant.notices.settled()
  const before = merchant.notices.log.length
  merchant.addWebhook('http://127.0.0.1:9/closed', { username: 'x', password: 'y' })
  one.payOut()
  await merchant.notices.settled()
  const failed = merchant.notices.log.slice(before).filter(({ status }) => status === null)
  expect(new Set(failed.map(({ pspReference }) => pspReference)).size).toBe(1)
})
