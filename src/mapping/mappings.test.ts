import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mappingsSchema } from './mappings.ts'
import { yamlLine } from './missing.ts'

const read = (yaml: string) => mappingsSchema.safeParse(parse(yaml))

const issues = (yaml: string) => {
  const result = read(yaml)
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}

test('rates are numbers, however they are written', () => {
  const result = read('taxes: [{ country: SE, rate: 25.0, account: A }, { country: SE, rate: "12.50", account: B }]')
  expect(result.data?.taxes.map((entry) => entry.rate)).toEqual(['25', '12.5'])
  expect(issues('taxes: [{ country: SE, rate: full, account: A }]')[0]).toContain('rate in percent')
})

test('what was read can be read again', () => {
  const first = read('taxes: [{ country: SE, rate: 25, account: A }]\nroles: { tip: { item: TIP } }')
  expect(mappingsSchema.parse(first.data)).toEqual(first.data)
})

test('two entries for the same values are refused', () => {
  expect(issues('taxes: [{ country: SE, rate: 25, account: A }, { country: SE, rate: "25.00", account: B }]')).toEqual([
    'taxes.1: There is another entry for SE, 25, any title, included or added, own',
  ])
  expect(issues('payments: [{ gateway: klarna, mode: A }, { gateway: Klarna, mode: B }]')).toHaveLength(1)
  expect(issues('items: [{ sku: A, item: X }, { variant: A, item: X }, { title: A, item: X }]')).toEqual([])
})

test('an entry names an item or an account, not both, and nothing unknown', () => {
  expect(issues('shipping: [{ method: "*", item: A, account: B }]')).toHaveLength(1)
  expect(issues('roles: { tips: { item: A } }')).toHaveLength(1)
  expect(issues('tax: []')).toHaveLength(1)
})

test('a line that is offered as a remedy is valid YAML', () => {
  const line = yamlLine('shipping', { method: 'Express: 1-2 "days"', item: 'null', sku: '007', channelLiable: true })
  const entry = { method: 'Express: 1-2 "days"', item: 'null', sku: '007', channelLiable: true }
  expect(parse(line)).toEqual({ shipping: [entry] })
})
