import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { evaluated } from '#books/explain'
import { saveBindings } from '#database/bindings'
import { forgetPage } from '#database/retention'
import { saveIntegration } from '#database/integrations'
import { receiveEvents } from '#database/inbox'
import { inTransaction } from '#database/pool'
import type { Actor } from '#database/revisions'
import { listRevisions } from '#database/revisions'
import { decompressText } from '#lib/compressed'
import { decimal } from '#lib/decimal'
import { newId } from '#lib/ids'
import { silentLog } from '#lib/log'
import type { MappingsInput } from '#mapping/mappings'
import { aLine, aPayment, aTax } from '#testing/an-order'
import { openToys, type Toys } from './engine.test-kit.ts'
import { carryOutErasures } from './privacy.ts'
import { why, type Why, type WhyFigure } from './why.ts'
import type { Worker } from './worker.ts'

let toys: Toys
let worker: Worker
beforeEach(async () => {
  toys = await openToys()
  await configure({}, { by: 'eva', with: 'tillbridge.yaml' })
  worker = toys.engine().startWorker()
})
afterEach(async () => {
  await worker.stop()
  await toys[Symbol.asyncDispose]()
})

const TAXES: MappingsInput['taxes'] = [
  { country: '*', rate: '25', account: 'VAT 25' },
  { country: '*', rate: 'none', account: null },
]

/** Changes the rules as a person does, in one transaction. */
const configure = (mappings: MappingsInput, actor: Actor | null, policies: object = {}): Promise<string> =>
  inTransaction(toys.database.pool, (sql) =>
    saveIntegration(sql, {
      organizationId: toys.seeded.organizationId,
      key: 'nordlys',
      name: 'Nordlys',
      storeConnectionId: toys.seeded.storeConnectionId,
      targetConnectionId: toys.seeded.targetConnectionId,
      live: true,
      policies: { documents: 'invoice', invoiceOn: 'created', ...policies },
      mappings: { taxes: TAXES, payments: [{ gateway: '*', mode: 'Card' }], ...mappings },
      flows: [{ flow: 'orders', record: 'order', enabled: true, schedule: '*/5 * * * *' }],
      actor,
    }),
  )

const mugs = (quantity: number) =>
  aLine({ externalId: '901', quantity, price: '10', sku: 'MUG', title: 'Mug', taxes: [aTax('25', `${quantity * 2}`)] })

async function placeMugs(key: string, quantity = 3): Promise<void> {
  await toys.place(key, {
    lines: [mugs(quantity)],
    payments: [aPayment(`${quantity * 10}`)],
    customer: {
      externalId: '88',
      firstName: 'Zebulon',
      lastName: 'Quizzle',
      email: 'zebulon@example.com',
      phone: null,
      taxExempt: false,
    },
    note: 'for Zebulon',
  })
  await toys.until(key, { state: 'synced' })
}

const ask = (document: string, organizationId = toys.seeded.organizationId): Promise<Why> =>
  why(toys.database.pool, { organizationId, document })

const find = (answer: Why, row: string | null, name: string): WhyFigure => {
  const found = answer.figures.find((figure) => figure.row === row && figure.name === name)
  if (found === undefined) throw new Error(`no ${name} on ${row}`)
  return found
}

const evidence = async () =>
  (await toys.database.pool.query<{ body: Buffer; revision: number }>('select body, revision from tillbridge.evidence'))
    .rows

test('an item that a product is bound to is named as such, as it was then and as it is now', async () => {
  const { organizationId, integrationId } = toys.seeded
  const bind = (targetItem: string) =>
    saveBindings(toys.database.pool, { organizationId, integrationId }, [
      {
        storeVariant: '77',
        storeProduct: '7',
        targetItem,
        targetProduct: targetItem,
        reference: null,
        sku: null,
        state: 'bound',
        fields: {},
      },
    ])
  await bind('MUG-OLD')
  const line = { ...mugs(1), sku: null, variantExternalId: '77' }
  await toys.place('1', { lines: [line], payments: [aPayment('10')] })
  await toys.until('1', { state: 'synced' })
  const item = async () => {
    const { mapping } = find(await ask('nordlys:invoice:1'), 'line:901', 'gross')
    return mapping.find(({ field }) => field === 'item')
  }
  expect(await item()).toMatchObject({ value: 'MUG-OLD', today: 'MUG-OLD', life: null, entry: { table: 'bound' } })
  await bind('MUG-NEW')
  expect(await item()).toMatchObject({ value: 'MUG-OLD', today: 'MUG-NEW' })
})

describe('evidence', () => {
  test('is kept once for each run that wrote something, and not for one that did not', async () => {
    await placeMugs('1')
    expect(await evidence()).toHaveLength(1)
    await toys.place('1', { lines: [mugs(3)], payments: [aPayment('30')], tags: ['seen'] })
    await toys.until('1', { state: 'synced', version: 2 })
    expect(await evidence()).toHaveLength(1)
    const { rows } = await toys.database.pool.query('select distinct evidence_id from tillbridge.links')
    expect(rows).toHaveLength(1)
  })

  test('says nothing of a person who was erased, and still explains the figures', async () => {
    await placeMugs('1')
    const before = await ask('nordlys:invoice:1')
    await receiveEvents(toys.database.pool, [
      {
        organizationId: toys.seeded.organizationId,
        connectionId: toys.seeded.storeConnectionId,
        dedupeKey: 'erase',
        topic: 'customers/redact',
        kind: 'privacy',
        record: null,
        recordKey: null,
        recordName: null,
        recordUpdatedAt: null,
        recordCreatedAt: null,
        wholeRecord: false,
        privacy: { request: 'customer-redact', subject: '88', email: 'zebulon@example.com', recordKeys: ['1'] },
        body: '{}',
      },
    ])
    expect(decompressText((await evidence())[0]?.body ?? Buffer.of())).toMatch(/zebulon/i)
    expect(await carryOutErasures({ pool: toys.database.pool, log: silentLog })).toMatchObject([{ evidence: 1 }])
    expect(decompressText((await evidence())[0]?.body ?? Buffer.of())).not.toMatch(/zebulon|quizzle/i)
    const after = await ask('nordlys:invoice:1')
    expect(after.figures).toEqual(before.figures)
    expect(after.differing).toEqual([])
  })

  test('that is older than it is kept is gone, and the answer says so', async () => {
    await placeMugs('1')
    const { organizationId } = toys.seeded
    const forgets = async (before: Date): Promise<number> =>
      (await forgetPage(toys.database.pool, { organizationId, kind: 'evidence', before }, { after: null, limit: 10 }))
        .forgotten
    expect(await forgets(new Date(Date.now() - 60_000))).toBe(0)
    expect(await forgets(new Date(Date.now() + 60_000))).toBe(1)
    await expect(ask('nordlys:invoice:1')).rejects.toMatchObject({
      code: 'EVIDENCE_MISSING',
      message: expect.stringContaining('no longer kept'),
    })
  })
})

describe('why', () => {
  test('gives source, tax, entry and rule of every figure', async () => {
    await placeMugs('1')
    const answer = await ask('nordlys:invoice:1')
    expect(answer).toMatchObject({ kind: 'invoice', integration: 'nordlys', rulesFrom: { by: 'eva' }, differing: [] })
    expect(evaluated(answer)).toEqual(new Map(answer.figures.map(({ figure, value }) => [figure, value])))
    expect(find(answer, 'line:901', 'gross')).toMatchObject({
      value: '30',
      formula: 'unit price 10.00 × quantity of Mug 3',
      parts: [{ source: 'order.lines[901].unitPrice.shop' }, { source: 'figure:line:901/quantity' }],
      mapping: [{ field: 'item', value: 'MUG', entry: null }],
    })
    expect(find(answer, 'line:901', 'net').formula).toBe(
      'amount of Mug with tax 30.00 − tax Moms SE 25% included of Mug 6.00',
    )
    expect(find(answer, null, 'tax')).toMatchObject({
      value: '6',
      mapping: [{ field: 'account', value: 'VAT 25', entry: { table: 'taxes', at: 0 }, life: { until: null } }],
    })
    expect(answer.rules.map((rule) => rule.path)).toEqual(expect.arrayContaining(['documents', 'invoiceOn']))
    expect(await ask('nordlys:payment:8801')).toMatchObject({ kind: 'payment', differing: [] })
  })

  test('goes by the rules of then, and names who changed them since', async () => {
    await placeMugs('1')
    await configure({ taxes: [{ country: '*', rate: '25', account: 'VAT new' }] }, { by: 'olaf', with: 'new.yaml' })
    await configure({ taxes: [{ country: '*', rate: '25', account: 'VAT newer' }] }, { by: 'ida', with: null })
    expect(
      await listRevisions(toys.database.pool, toys.seeded.organizationId, toys.seeded.integrationId),
    ).toMatchObject([{ changedBy: 'eva' }, { changedBy: 'olaf' }, { changedBy: 'ida', changedWith: null }])
    expect(find(await ask('nordlys:invoice:1'), null, 'tax').mapping).toMatchObject([
      {
        value: 'VAT 25',
        today: 'VAT newer',
        life: { since: { by: 'eva', with: 'tillbridge.yaml' }, until: { by: 'olaf', with: 'new.yaml' } },
      },
    ])
  })

  test('explains each document by the run that wrote it, whatever was written after', async () => {
    await placeMugs('1')
    const before = await ask('nordlys:invoice:1')
    await toys.place('1', { lines: [mugs(4)], payments: [aPayment('30')] })
    await toys.until('1', { version: 2, state: 'synced' })
    expect(await ask('nordlys:invoice:1')).toEqual(before)
    const further = await ask('nordlys:invoice:1#2')
    expect(further.differing).toEqual([])
    expect(find(further, null, 'total').value).toBe('10')
    expect(find(further, 'line:901', 'quantity').parts.map((part) => part.source)).toEqual([
      'order.lines[901].quantity',
      'held[nordlys:invoice:1].rows[line:901].quantity',
    ])
  })

  test('explains the components of a bundle by their shares', async () => {
    const components = [
      { item: 'CUP', quantity: 2, share: '2' },
      { item: 'LID', share: '1' },
    ]
    await configure({ items: [{ sku: 'MUG', components }] }, { by: 'ida', with: null })
    await placeMugs('1', 1)
    const answer = await ask('nordlys:invoice:1')
    expect(answer.differing).toEqual([])
    const part = find(answer, 'line:901/LID', 'net')
    expect(part).toMatchObject({
      value: '2.67',
      mapping: [{ field: 'item', value: 'LID', entry: { table: 'items', at: 0 }, life: { since: { by: 'ida' } } }],
    })
    expect(part.parts.map(({ source }) => source)).toContain('mappings.items[0].components[1].share')
    expect(part.steps.join()).toContain('allocated by largest remainder')
    expect(find(answer, 'line:901/CUP', 'quantity').value).toBe(decimal('2'))
  })

  test('knows only documents of its own organisation', async () => {
    await placeMugs('1')
    await expect(ask('nordlys:invoice:1', newId())).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' })
    await expect(ask('nordlys:invoice:2')).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' })
  })

  test('asks which of two documents is meant that have one number', async () => {
    await placeMugs('1')
    await toys.database.pool.query(`update tillbridge.links set external_id = 'SAME'`)
    await expect(ask('SAME')).rejects.toMatchObject({
      code: 'DOCUMENT_AMBIGUOUS',
      remedy: expect.stringContaining('nordlys:invoice:1'),
    })
  })

  test('says that nothing was kept of what it did not write', async () => {
    await placeMugs('1')
    await toys.database.pool.query('update tillbridge.links set evidence_id = null')
    await expect(ask('nordlys:invoice:1')).rejects.toMatchObject({ code: 'EVIDENCE_MISSING' })
  })
})
