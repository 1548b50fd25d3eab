import { expect, test } from 'vitest'
import type { CheckResult } from '#contract/check'
import type { ChoiceList } from '#contract/target'
import { seedUser } from '#sandboxes/erpnext/seeds/users'
import { type ErpnextOptions, startErpnext } from '#sandboxes/erpnext/start'
import { plainContext } from '#testing/plain-context'
import { check } from './check.ts'
import { choices } from './choices.ts'
import { erpnext } from './index.ts'
import { prepare } from './prepare.ts'
import { sampleSettings } from './sample-settings.ts'
import { OWN_FIELDS } from './vendor.ts'

async function open(changes: Readonly<Record<string, unknown>> = {}, options: ErpnextOptions = {}) {
  const site = await startErpnext(options)
  const keys = { baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret }
  const context = plainContext(erpnext, sampleSettings({ ...keys, ...changes }))
  return { site, context, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

const codes = (result: CheckResult, level: 'error' | 'warning') =>
  result.findings.filter((finding) => finding.level === level).map((finding) => finding.code)
const errors = (result: CheckResult) => codes(result, 'error')

test('a prepared site with the right settings has no errors, and looking changes nothing', async () => {
  await using door = await open()
  await prepare(door.context)
  const before = door.context.calls.length
  const result = await check(door.context)
  expect(result).toMatchObject({ version: expect.stringMatching(/^15\./) as string })
  expect(result.account).toContain('Acme GmbH on 127.0.0.1')
  expect(errors(result)).toEqual([])
  expect(door.context.calls.slice(before).every((call) => call.effect === 'read')).toBe(true)
  const worries = result.findings.filter((finding) => finding.level !== 'ok')
  expect(worries.filter((finding) => finding.remedy === undefined)).toEqual([])
})

test('preparing installs our fields once', async () => {
  await using door = await open({}, { seed: 'demo' })
  const first = await prepare(door.context)
  expect(first.map((finding) => finding.code)).toEqual(OWN_FIELDS.map(() => 'REFERENCE_FIELD_INSTALLED'))
  const again = await prepare(door.context)
  expect(again.map((finding) => finding.code)).toEqual(OWN_FIELDS.map(() => 'REFERENCE_FIELD_PRESENT'))
})

test('what is missing is named', async () => {
  await using door = await open(
    { company: 'Nordlys AB', warehouse: 'Nowhere - NL', costCenter: 'Nordlys AB - NL' },
    { seed: 'demo' },
  )
  const result = await check(door.context)
  const fields = OWN_FIELDS.filter((own) => own.unique).map(() => 'REFERENCE_FIELD_MISSING')
  expect(errors(result)).toEqual(['COMPANY_CURRENCY_DIFFERS', 'SETTING_UNFIT', 'SETTING_UNKNOWN', ...fields])
  expect(codes(result, 'warning')).toContain('ROW_FIELD_MISSING')
  const group = result.findings.find((finding) => finding.code === 'SETTING_UNFIT')
  expect(group?.message).toBe('The cost center "Nordlys AB - NL" is a group, not a single one.')
})

test('a user without rights is told which, even when the fields themselves may not be read', async () => {
  await using door = await open({ apiKey: 'sales-key', apiSecret: 'sales-secret' })
  const result = await check(door.context)
  const missing = result.findings.filter((finding) => finding.code === 'PERMISSION_MISSING')
  expect(missing.map((finding) => finding.message)).toContain(
    'The API user may not create, submit, cancel, read Sales Invoice records.',
  )
  const refused = await prepare(door.context).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'PERMISSION_MISSING', subject: 'doctype:Custom Field' })
})

test('each flow that is switched on has its own rights', async () => {
  await using door = await open({ apiKey: 'desk-key', apiSecret: 'desk-secret', webhookSecret: 'x' })
  const roles = ['Sales User', 'Sales Manager', 'Accounts User', 'Accounts Manager', 'Item Manager']
  seedUser(door.site.site, { name: 'desk@example.com', roles, key: 'desk-key', secret: 'desk-secret' })
  const missing = async (...flows: string[]) => {
    const { findings } = await check(door.context, { flows })
    const found = findings.filter(({ code }) => code === 'PERMISSION_MISSING')
    return found.map(({ level, message, remedy }) => [level, message.slice('The API user may not '.length), remedy])
  }
  const webhooks = [
    'warning',
    'read, write, create Webhook records.',
    'Give the user System Manager while the webhooks are made, or let changes be found by search, minutes later.',
  ]
  expect(await missing('orders', 'payouts')).toEqual([])
  expect(await missing('inventory', 'products', 'customers', 'fulfillments')).toEqual([webhooks])
  const prices = 'Give the user Sales Master Manager, or a role with these rights.'
  expect(await missing('price-lists')).toEqual([['warning', 'write, create Item Price records.', prices], webhooks])
})

test('wrong keys are a finding, not a crash', async () => {
  await using door = await open({ apiSecret: 'wrong' })
  const result = await check(door.context)
  expect(result.findings).toEqual([
    expect.objectContaining({ level: 'error', code: 'CREDENTIALS_REFUSED', remedy: expect.any(String) as string }),
  ])
})

test('an unknown company, and another version than the connection says', async () => {
  await using door = await open({ company: 'Nobody Ltd' }, { version: 16 })
  const result = await check(door.context)
  expect(errors(result)).toContain('COMPANY_UNKNOWN')
  expect(codes(result, 'warning')).toContain('VERSION_SETTING_DIFFERS')
})

test.each([
  ['companies', 'Acme GmbH'],
  ['warehouses', 'Stores - AC'],
  ['tax-accounts', 'VAT 25% - AC'],
  ['tax-templates', 'VAT 7 only - AC'],
  ['payment-modes', 'Credit Card'],
  ['accounts', 'Stripe Clearing - AC'],
  ['cost-centers', 'Main - AC'],
  ['price-lists', 'Web EUR'],
  ['item-groups', 'Products'],
  ['items', 'TSHIRT-1'],
  ['customer-groups', 'Commercial'],
  ['territories', 'Germany'],
] satisfies [ChoiceList, string][])('the list of %s offers %s', async (wanted, value) => {
  await using door = await open()
  const offered = await choices(door.context, wanted)
  expect(offered.map((choice) => choice.value)).toContain(value)
  expect(offered.map((choice) => choice.value)).not.toContain('All Warehouses - AC')
})
