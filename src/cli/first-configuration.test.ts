import { expect, test } from 'vitest'
import { parseConfiguration } from '#app/configuration/parse'
import { connectorRegistry } from '#app/registry'
import { demoConfiguration } from './demo/demo-configuration.ts'
import { firstConfiguration } from './first-configuration.ts'

const env = { SHOP_CLIENT_SECRET: 'a', ERP_API_SECRET: 'b', ERP_WEBHOOK_SECRET: 'b' }
const parse = (text: string) => parseConfiguration(text, { env, connectors: connectorRegistry })

test('what init writes is a valid configuration, whatever names are given', () => {
  const answers = {
    key: 'nordlys',
    shop: 'nordlys.myshopify.com',
    clientId: 'id',
    timeZone: 'Europe/Stockholm',
    erpUrl: 'https://erp.example.com',
    apiKey: 'key',
    company: 'Bröderna "Ask": Söner & Co #1',
    abbreviation: 'B:A',
    currency: 'SEK',
    country: 'NO',
  }
  const parsed = parse(firstConfiguration(answers))
  expect(parsed).toMatchObject({ ok: true })
  const company = parsed.ok ? parsed.configuration.connections['erp']?.settings['company'] : null
  expect(company).toBe(answers.company)
})

test('what the demo uses is one too', () => {
  const shop = { url: 'http://127.0.0.1:1', domain: 'nordlys.myshopify.com', clientId: 'id', locations: () => [77] }
  expect(parse(demoConfiguration(shop, { url: 'http://127.0.0.1:2', apiKey: 'key' }))).toMatchObject({ ok: true })
})
