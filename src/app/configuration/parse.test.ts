import { describe, expect, test } from 'vitest'
import { parseConfiguration, type ParseOptions } from './parse.ts'
import type { Problem } from './problems.ts'
import { toyConnectors } from './toy-connectors.ts'

const FILE = `version: 1
connections:
  shop:
    connector: till
    settings: { shop: nordlys, secret: "\${SHOP_SECRET}" }
  erp:
    connector: books
    settings:
      company: Nordlys AB
      secret: "\${ERP_SECRET}"
    slots: 4
integrations:
  nordlys:
    store: shop
    target: erp
    live: true
    flows:
      orders: { schedule: "*/10 * * * *", timeZone: Europe/Stockholm }
    mappings:
      taxes:
        - { country: SE, rate: 25, account: VAT 25 }
        - { country: SE, rate: 12.0, account: VAT 12 }
`

const env = { SHOP_SECRET: 'shop-secret', ERP_SECRET: 'erp-secret' }
const parse = (text: string, options: Partial<ParseOptions> = {}) =>
  parseConfiguration(text, { env, connectors: toyConnectors, ...options })

function problems(text: string, options: Partial<ParseOptions> = {}): readonly Problem[] {
  const result = parse(text, options)
  return result.ok ? [] : result.problems
}

const change = (from: string, to: string): string => {
  expect(FILE).toContain(from)
  return FILE.replace(from, to)
}

test('a file that is none is told so in words of its reader', () => {
  expect(problems('version: 1\n---\nversion: 1\n')).toMatchObject([
    { line: 2, message: expect.stringContaining('more than one document') },
  ])
  expect(problems(`version: 1\nconnections: ${'['.repeat(20_000)}`)).toMatchObject([
    { message: expect.stringContaining('nests too deeply') },
  ])
})

describe('a file that joins connections which are stored, and does not mention them', () => {
  const text = `version: 1\nintegrations: { nordlys: { store: shop, target: erp } }\n`
  const stored = {
    shop: { connector: 'till', settings: { shop: 'nordlys' } },
    erp: { connector: 'books', settings: { company: 'Nordlys AB' } },
  }

  test('is as good as one that names them: what is not mentioned stays', () => {
    expect(parse(text, { storedConnections: stored })).toMatchObject({
      ok: true,
      configuration: { connections: {}, integrations: { nordlys: { store: 'shop', target: 'erp' } } },
    })
  })

  test('is told what is there, what cannot do its part, and what to add where nothing is', () => {
    const misspelt = text.replace('erp', 'epr')
    expect(problems(misspelt, { storedConnections: stored })).toEqual([
      expect.objectContaining({ path: 'integrations.nordlys.target', remedy: 'Did you mean "erp"?' }),
    ])
    const twisted = problems(text, { storedConnections: { ...stored, shop: stored.erp } })
    expect(twisted).toEqual([expect.objectContaining({ path: 'integrations.nordlys.store' })])
    expect(problems(text).map(({ remedy }) => remedy)).toEqual([
      'Add it under "connections".',
      'Add it under "connections".',
    ])
  })

  test('is judged by what it says itself, where it says something', () => {
    const own = `${text}connections: { shop: { connector: nonsense, settings: {} } }\n`
    expect(problems(own, { storedConnections: stored }).map(({ path }) => path)).toEqual(['connections.shop.connector'])
  })
})

describe('a valid file', () => {
  test('is read with its secrets from the environment and every default filled in', () => {
    const result = parse(FILE)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const { connections, integrations } = result.configuration
    expect(connections['shop']).toEqual({
      connector: 'till',
      settings: { shop: 'nordlys', secret: 'shop-secret', region: 'eu' },
      secretNames: ['secret', 'oldSecret'],
      slots: 2,
    })
    expect(connections['erp']?.slots).toBe(4)
    expect(integrations['nordlys']?.flows.orders).toEqual({
      enabled: true,
      schedule: '*/10 * * * *',
      timeZone: 'Europe/Stockholm',
    })
    expect(integrations['nordlys']?.policies.documents).toBe('order')
    expect(integrations['nordlys']?.mappings.taxes.map((tax) => tax.rate)).toEqual(['25', '12'])
  })

  test('may be JSON', () => {
    expect(
      parse('{"version":1,"connections":{"shop":{"connector":"till","settings":{"shop":"x","secret":"s"}}}}').ok,
    ).toBe(true)
  })

  test('takes secrets that are stored already where the environment has none', () => {
    const storedSecrets = (key: string) => (key === 'erp' ? { secret: 'kept' } : {})
    const result = parse(FILE, { env: { SHOP_SECRET: 's' }, storedSecrets })
    expect(result.ok && result.configuration.connections['erp']?.settings['secret']).toBe('kept')
  })
})

describe('a problem says where it is, what is wrong and what to do', () => {
  const cases: readonly [name: string, text: string, problem: Problem][] = [
    [
      'a rate that is no number',
      change('rate: 12.0', 'rate: twelve'),
      {
        path: 'integrations.nordlys.mappings.taxes[1].rate',
        line: 22,
        message: 'Write a rate in percent such as 25, or none, or *.',
        remedy: 'Correct the value.',
      },
    ],
    [
      'a misspelt setting',
      change('live: true', 'life: true'),
      {
        path: 'integrations.nordlys.life',
        line: 16,
        message: 'There is no setting "life".',
        remedy: 'Did you mean "live"?',
      },
    ],
    [
      'a misspelt setting of a connection',
      change('company:', 'compnay:'),
      {
        path: 'connections.erp.settings.compnay',
        line: 9,
        message: 'There is no setting "compnay".',
        remedy: 'Did you mean "company"?',
      },
    ],
    [
      'a connector that does not exist',
      change('connector: books', 'connector: bokks'),
      {
        path: 'connections.erp.connector',
        line: 7,
        message: 'There is no connector "bokks".',
        remedy: 'Did you mean "books"?',
      },
    ],
    [
      'an integration with a connection that is not in the file',
      change('target: erp', 'target: epr'),
      {
        path: 'integrations.nordlys.target',
        line: 15,
        message: 'There is no connection "epr".',
        remedy: 'Did you mean "erp"?',
      },
    ],
    [
      'a store that has nothing to read',
      change('store: shop', 'store: erp'),
      {
        path: 'integrations.nordlys.store',
        line: 14,
        message: 'Books has no orders to read.',
        remedy: 'Name a connection of another kind here.',
      },
    ],
    [
      'a schedule with too few fields',
      change('"*/10 * * * *"', '"*/10 * * *"'),
      {
        path: 'integrations.nordlys.flows.orders.schedule',
        line: 18,
        message: '"*/10 * * *" is no schedule: it has 4 fields where five are needed.',
        remedy: 'Correct the value.',
      },
    ],
    [
      'a time zone that does not exist',
      change('Europe/Stockholm', 'Europe/Stokholm'),
      {
        path: 'integrations.nordlys.flows.orders.timeZone',
        line: 18,
        message: '"Europe/Stokholm" must be a time zone such as Europe/Stockholm.',
        remedy: 'Correct the value.',
      },
    ],
    [
      'a text where true or false is needed',
      change('live: true', 'live: "yes"'),
      {
        path: 'integrations.nordlys.live',
        line: 16,
        message: '"yes" is not true or false.',
        remedy: 'Write true or false.',
      },
    ],
    [
      'a country that is none',
      change('country: SE, rate: 25', 'country: Sweden, rate: 25'),
      {
        path: 'integrations.nordlys.mappings.taxes[0].country',
        line: 21,
        message: '"Sweden" is not possible here.',
        remedy: 'Write a country code such as SE.',
      },
    ],
    [
      'a key with capitals',
      change('  nordlys:\n', '  Nordlys:\n'),
      {
        path: 'integrations.Nordlys',
        line: 13,
        message:
          '"Nordlys" cannot be used as a key: it must start with a letter and use only a-z, 0-9 and "-", at most 40 characters.',
        remedy: 'Choose another key.',
      },
    ],
  ]

  test.each(cases)('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual([expected])
  })

  test('a variable that the environment lacks', () => {
    expect(problems(FILE, { env: { SHOP_SECRET: 's' } })).toEqual([
      {
        path: 'connections.erp.settings.secret',
        line: 10,
        message: 'The environment has no variable ERP_SECRET.',
        remedy: 'Set it where Tillbridge is started, e.g. export ERP_SECRET=…, or write the value into the file.',
      },
    ])
  })

  test('a file that is no YAML', () => {
    const [problem] = problems('version: 1\nconnections: [\n')
    expect(problem).toMatchObject({ path: '', line: 3 })
  })

  test('an empty file', () => {
    expect(problems('')).toMatchObject([{ path: 'version', message: 'This must be 1.' }])
  })

  test('all at once, in the order of the file', () => {
    const text = change('live: true', 'life: true')
      .replace('connector: books', 'connector: nothing')
      .replace('rate: 25', 'rate: x')
    expect(problems(text).map((problem) => problem.line)).toEqual([7, 16, 21])
  })

  test('without ever showing a secret', () => {
    expect(JSON.stringify(problems(change('"${ERP_SECRET}"', '[hunter-two]')))).not.toContain('hunter-two')
  })
})

describe('the providers of an integration', () => {
  const withPurse = (payments: string, flows = 'payouts: { enabled: true }') =>
    change('  erp:\n', '  purse: { connector: purse, settings: { key: k } }\n  erp:\n')
      .replace('target: erp\n', `target: erp\n    payments: ${payments}\n`)
      .replace('flows:\n', `flows:\n      ${flows}\n`)

  test('are connections that pay out', () => {
    const result = parse(withPurse('[purse]'))
    expect(result.ok && result.configuration.integrations['nordlys']?.payments).toEqual(['purse'])
    expect(problems(withPurse('[shop]'))).toEqual([
      expect.objectContaining({ path: 'integrations.nordlys.payments[0]', message: 'Till has no payouts to read.' }),
    ])
    expect(problems(withPurse('[nobody]'))).toEqual([
      expect.objectContaining({ message: 'There is no connection "nobody".' }),
    ])
  })

  test('are needed where payouts are taken and the store pays nothing out', () => {
    expect(problems(withPurse('[]'))).toEqual([
      expect.objectContaining({ path: 'integrations.nordlys.payments', message: 'Nobody pays out here.' }),
    ])
    expect(problems(withPurse('[]', 'payouts: { enabled: false }'))).toEqual([])
  })

  test('serve one integration: a payout is booked once', () => {
    const twice = `${withPurse('[purse]')}  other: { store: shop, target: erp, payments: [purse] }\n`
    expect(problems(twice).map((problem) => [problem.path, problem.message])).toEqual([
      ['integrations.nordlys.payments[0]', 'The payouts of "purse" are booked by "other" already.'],
      ['integrations.other.payments[0]', 'The payouts of "purse" are booked by "nordlys" already.'],
    ])
    expect(problems(withPurse('[purse, purse]'))).not.toEqual([])
  })
})
