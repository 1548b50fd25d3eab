import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stripe } from '#connectors/stripe/index'
import type { StripeSettings } from '#connectors/stripe/settings'
import { startStripe } from '#sandboxes/stripe/start'
import { type PaymentsBench, paymentsDemands } from '#testing/conformance/payments'
import type { RecordedDelivery } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'

interface Told {
  readonly type: string
  readonly data: { readonly object: { readonly id: string } }
}

async function bench(): Promise<PaymentsBench<StripeSettings>> {
  const account = await startStripe({ limits: null })
  const received = new Map<string, RecordedDelivery>()
  const collector = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
      const { type, data } = JSON.parse(body) as Told
      received.set(data.object.id, { topic: type, body, headers })
      outgoing.end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/hook`
  const made = await fetch(`${account.url}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.secretKey}` },
    body: new URLSearchParams({ url, 'enabled_events[0]': '*' }),
  })
  const { secret } = (await made.json()) as { secret: string }
  const settings = stripe.settings.parse({
    apiKey: account.restrictedKey,
    webhookSecret: secret,
    baseUrl: account.url,
  })
  return {
    connector: stripe,
    settings,
    refusedSettings: { ...settings, apiKey: 'rk_test_wrong' },
    faults: account.faults,
    payOut({ payments = 1 } = {}) {
      for (let paid = 0; paid < payments; paid += 1) account.charge({ amount: 1000 + paid })
      return account.payout().id
    },
    fail: (key) => void account.payoutFails(key),
    async delivery(key) {
      await account.deliveries.settled()
      const delivery = received.get(key)
      if (delivery === undefined) throw new Error(`no delivery of payout ${key} arrived`)
      return delivery
    },
    async [Symbol.asyncDispose]() {
      await account.stop()
      collector.closeAllConnections()
      await new Promise((resolve) => collector.close(resolve))
    },
  }
}

runDemands('the Stripe connector', paymentsDemands<StripeSettings>(), bench)
