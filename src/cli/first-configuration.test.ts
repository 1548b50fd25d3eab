import { expect, test } from 'vitest'
import { describeConnectors } from '#app/configuration/describe-connectors'
import { parseConfiguration } from '#app/configuration/parse'
import { connectorRegistry } from '#app/registry'
import { demoConfiguration } from './demo/demo-configuration.ts'
import { type FirstConnection, firstConfiguration, secretsOf } from './first-configuration.ts'

const connectors = await describeConnectors(connectorRegistry)

function connectionOf(key: string, id: string, settings: Readonly<Record<string, string>>): FirstConnection {
  const connector = connectors.find((each) => each.connector === id)
  if (connector === undefined) throw new Error(`no connector ${id}`)
  return { key, connector, settings }
}

const STORES = {
  shopify: { shop: 'nordlys.myshopify.com', clientId: 'id' },
  woocommerce: { siteUrl: 'https://nordlys.example.com' },
}
// Whatever names are given.
const COMPANY = { company: 'Bröderna "Ask": Söner & Co #1', companyCurrency: 'SEK' }
const ERPS = {
  erpnext: { baseUrl: 'https://erp.example.com', apiKey: 'key', ...COMPANY },
  odoo: { baseUrl: 'https://odoo.example.com', database: 'main', ...COMPANY },
}
const PAIRS = Object.entries(STORES).flatMap(([store, of]) =>
  Object.entries(ERPS).map(([erp, to]) => ({
    store: connectionOf('shop', store, of),
    erp: connectionOf('erp', erp, to),
  })),
)

test.each(PAIRS)('what init writes for $store.connector.name and $erp.connector.name is valid', ({ store, erp }) => {
  const written = firstConfiguration({ key: 'nordlys', timeZone: 'Europe/Stockholm', country: 'NO', store, erp })
  const env = Object.fromEntries([...secretsOf(store), ...secretsOf(erp)].map((name) => [name, 'a secret']))
  const parsed = parseConfiguration(written, { env, connectors: connectorRegistry })
  expect(parsed).toMatchObject({ ok: true })
  expect(parsed.ok ? parsed.configuration.connections['erp']?.settings['company'] : null).toBe(COMPANY.company)
})

test('no country is taken for a truth value', () => {
  const [pair] = PAIRS
  if (pair === undefined) throw new Error('there are pairs')
  expect(firstConfiguration({ key: 'nordlys', timeZone: 'Europe/Oslo', country: 'NO', ...pair })).toContain(
    'country: "NO"',
  )
})

test('what the demo uses is one too', () => {
  const shop = { url: 'http://127.0.0.1:1', domain: 'nordlys.myshopify.com', clientId: 'id', locations: () => [77] }
  const env = { SHOP_CLIENT_SECRET: 'a', ERP_API_SECRET: 'b', ERP_WEBHOOK_SECRET: 'b' }
  const written = demoConfiguration(shop, { url: 'http://127.0.0.1:2', apiKey: 'key' })
  expect(parseConfiguration(written, { env, connectors: connectorRegistry })).toMatchObject({ ok: true })
})
