import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nameOf } from '#connectors/generic-files/folders'
import { genericFiles } from '#connectors/generic-files/index'
import { failureOf } from '#testing/conformance/suite'
import { orderOf } from '#testing/generic/documents'
import { dropFile, folderSettings, makeFolders, rowsOfOrder } from '#testing/generic/folder-settings'
import { plainContext } from '#testing/plain-context'

async function open(changes: Readonly<Record<string, unknown>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  makeFolders(folder)
  const settings = folderSettings(folder, changes)
  const connector = genericFiles.forSettings?.(settings) ?? genericFiles
  const context = plainContext(connector, settings)
  const { orders } = connector.reads
  const { documents } = connector.writes
  if (orders === undefined || documents === undefined) throw new Error('the settings describe both')
  const changed = async (): Promise<string[]> => {
    const keys: string[] = []
    const range = { since: new Date('2000-01-01'), until: new Date('2100-01-01') }
    for await (const page of orders.changes(context, range)) keys.push(...page.map(({ key }) => key))
    return keys
  }
  const write = (reference: string) => {
    const document = orderOf(reference)
    const parties = { [document.party.keys[0]]: { externalId: 'C1', addresses: {} } }
    return documents.create(context, document, { parties, documents: {} })
  }
  const names = (place: string): string[] => readdirSync(join(folder, place)).toSorted()
  const reason = (): string => {
    const [file = ''] = names('failed').filter((name) => name.endsWith('.reason.txt'))
    return readFileSync(join(folder, 'failed', file), 'utf8')
  }
  return { folder, settings, connector, context, orders, documents, changed, write, names, reason }
}

test.each([
  [
    'a file cut in its last cell',
    'no,name,placed,pos,sku,qty,price,vat,sum\n1,A-1,2026-11-20T10:00:00Z,1,MUG,1,19.95,3.99,19',
    'may have been cut',
  ],
  [
    'a file cut between cells',
    'no,name,placed,pos,sku,qty,price,vat,sum\n1,A-1,2026-11-20T10:00:00Z,1\n',
    'Invalid Record Length',
  ],
  ['a quote that never ends', 'no,name\n"1,A-1\n', 'Quote Not Closed'],
  ['an empty file', '', 'cut'],
  ['headings alone', 'no,name\n', 'no record'],
  ['a row without a key', 'no,name\n,A-1\n', 'the key of record 1'],
  ['another alphabet', Buffer.from([0x6e, 0x6f, 0x0a, 0xe5, 0x0a]), 'not written in utf-8'],
  [
    'an amount with a comma',
    'no,name,placed,pos,sku,qty,price,vat,sum\n1,A-1,2026-11-20T10:00:00Z,1,MUG,1,"19,95",3.99,19.95\n',
    'lines.0.price',
  ],
])('%s is put aside whole, with the reason', async (_what, content, why) => {
  const { folder, changed, names, reason } = await open()
  dropFile(folder, 'a-good.csv', rowsOfOrder({ no: 7001, lines: 2 }))
  writeFileSync(join(folder, 'inbox', 'bad.csv'), content)
  expect(await changed()).toEqual(['7001'])
  expect(names('inbox')).toEqual([])
  expect(names('failed')).toEqual(['bad.csv', 'bad.csv.reason.txt'])
  expect(reason()).toContain(why)
  expect(names('processed')).toEqual(['a-good.csv'])
})

test('of a file with one bad record among good ones nothing is taken', async () => {
  const { folder, changed, names, orders, context } = await open()
  dropFile(folder, 'mixed.csv', [
    ...rowsOfOrder({ no: 1, lines: 1 }),
    ...rowsOfOrder({ no: 2, lines: 1 }).map((row) => row.replace('2026-11-20T10:00:00Z', 'soon')),
  ])
  expect(await changed()).toEqual([])
  expect(await orders.get(context, '1')).toBeNull()
  expect(names('failed')).toEqual(['mixed.csv', 'mixed.csv.reason.txt'])
})

test.each([
  [
    'XML with entities of its own',
    'xml',
    '<!DOCTYPE a [<!ENTITY x "y">]><orders><order><no>&x;</no></order></orders>',
    'document type',
  ],
  ['XML that broke off', 'xml', '<orders><order><no>1</no>', 'breaks off'],
  ['JSON that broke off', 'json', '{"orders": [{"no": 1}', 'JSON'],
  ['a path that leads nowhere', 'json', '{"ordres": []}', 'orders.records'],
  ['a key that comes twice', 'json', '{"orders": {"order": [{"no": 1}, {"no": 1}]}}', 'twice'],
])('%s is put aside with the reason', async (_what, format, content, why) => {
  const { folder, changed, names, reason } = await open({
    orders: {
      format,
      suffix: `.${format}`,
      complete: { kind: 'renamed' },
      records: 'orders.order',
      key: 'no',
      order: '{}',
    },
  })
  writeFileSync(join(folder, 'inbox', `x.${format}`), content)
  expect(await changed()).toEqual([])
  expect(names('failed')).toHaveLength(2)
  expect(reason()).toContain(why)
})

test('a file is taken when it has not changed for a while, and not before', async () => {
  const { folder, settings, changed, names } = await open()
  const { orders } = settings
  const aged = await open({ orders: { ...orders, complete: { kind: 'age', seconds: 3600 } } })
  expect(await changed()).toEqual([])
  dropFile(aged.folder, 'young.csv', rowsOfOrder({ no: 1, lines: 1 }))
  dropFile(aged.folder, 'old.csv', rowsOfOrder({ no: 2, lines: 1 }))
  utimesSync(join(aged.folder, 'inbox', 'old.csv'), 1_000_000, 1_000_000)
  expect(await aged.changed()).toEqual(['2'])
  expect(aged.names('inbox')).toEqual(['young.csv'])
  expect([folder, names('inbox')]).toEqual([folder, []])
})

test('links, folders and files of another kind in the inbox are left alone', async () => {
  const { folder, changed, names } = await open()
  symlinkSync('/etc/hostname', join(folder, 'inbox', 'link.csv'))
  writeFileSync(join(folder, 'inbox', 'notes.txt'), 'hello')
  expect(await changed()).toEqual([])
  expect(names('inbox')).toEqual(['link.csv', 'notes.txt'])
  expect(names('failed')).toEqual([])
})

test('reading a file again doubles nothing, and what is new in it counts', async () => {
  const { folder, changed, orders, context } = await open()
  const file = (lines: number): void => dropFile(folder, 'daily.csv', rowsOfOrder({ no: 1, lines }))
  file(1)
  await changed()
  const first = await orders.get(context, '1')
  file(1)
  expect(await changed()).toEqual(['1'])
  expect((await orders.get(context, '1'))?.updatedAt).toBe(first?.updatedAt)
  file(2)
  expect(await changed()).toEqual(['1'])
  const newest = await orders.get(context, '1')
  expect(newest?.lines).toHaveLength(2)
  expect(Date.parse(newest?.updatedAt ?? '')).toBeGreaterThan(Date.parse(first?.updatedAt ?? ''))
})

test('whoever stopped before the file was delivered leaves it undelivered, and the next one delivers it once', async () => {
  const { folder, documents, context, write, names } = await open()
  await write('shop:order:1')
  const name = `sales-order.${nameOf('shop:order:1')}.json`
  // As it was a moment before the last move.
  linkSync(join(folder, 'outbox', name), join(folder, 'staging', name))
  unlinkSync(join(folder, 'outbox', name))
  expect(await documents.find(context, 'sales-order', 'shop:order:1')).toBeNull()
  expect(await write('shop:order:1')).toMatchObject({ state: 'issued' })
  expect(names('outbox')).toEqual([name])
  expect(names('staging')).toEqual([])
})

test('a file that the system has taken away is not written again', async () => {
  const { folder, write, names } = await open()
  await write('shop:order:1')
  unlinkSync(join(folder, 'outbox', names('outbox')[0] ?? ''))
  expect(await failureOf(write('shop:order:1'))).toMatchObject({ kind: 'conflict', code: 'REFERENCE_EXISTS' })
  expect(names('outbox')).toEqual([])
})

test('a reference is a name in the outbox, whatever it holds', async () => {
  const { folder, write, names, documents, context } = await open()
  const references = [
    '../../evil',
    '/etc/passwd',
    'a\0b',
    'CON',
    'x'.repeat(500),
    'Ä/..',
    'shop:order:1',
    'SHOP:ORDER:1',
    '.',
  ]
  for (const reference of references) {
    expect(await write(reference)).toMatchObject({ externalId: reference })
    expect(await documents.find(context, 'sales-order', reference)).toMatchObject({ externalId: reference })
  }
  expect(new Set(names('outbox').map((name) => name.toLowerCase())).size).toBe(references.length)
  expect(existsSync(join(folder, '..', 'evil'))).toBe(false)
})

test('cells that a spreadsheet would take for formulas are texts; amounts stay amounts', async () => {
  const { folder, write, names } = await open({
    documents: {
      'sales-order': {
        format: 'csv',
        content: '[{ "ref": reference, "note": "=HYPERLINK(1)", "amount": "-12.50", "text": "a;b\\"c\\nd" }]',
      },
    },
  })
  await write('=1+1')
  expect(readFileSync(join(folder, 'outbox', names('outbox')[0] ?? ''), 'utf8')).toBe(
    'ref,note,amount,text\r\n\'=1+1,\'=HYPERLINK(1),-12.50,"a;b""c\nd"\r\n',
  )
})

test('the answer of the system is read when it comes: its number, or why it did not take the document', async () => {
  const { folder, write, documents, context } = await open()
  const answer = join(folder, 'answers', `sales-order.${nameOf('shop:order:1')}.json`)
  await write('shop:order:1')
  const find = () => documents.find(context, 'sales-order', 'shop:order:1')
  expect((await find())?.messages).toEqual([])
  writeFileSync(answer, '{"number": "47')
  expect(await failureOf(find())).toMatchObject({ kind: 'transient', code: 'ANSWER_UNREADABLE' })
  writeFileSync(answer, '{"number": 4711}')
  expect((await find())?.messages).toEqual(['The system filed it as 4711.'])
  writeFileSync(answer, '{"error": "no such item"}')
  expect(await failureOf(find())).toMatchObject({
    kind: 'rejected',
    code: 'REFUSED_LATER',
    message: expect.stringContaining('no such item'),
  })
})

test('a folder that is not there is told by name', async () => {
  const { folder, connector, changed, context } = await open()
  await rm(folder, { recursive: true })
  expect(await failureOf(changed())).toMatchObject({
    kind: 'rejected',
    code: 'FOLDER_MISSING',
    subject: `folder:${join(folder, 'inbox')}`,
  })
  expect((await connector.check(context)).findings.every(({ level }) => level === 'error')).toBe(true)
  // A disk that is not mounted is no reason to begin anew.
  expect(await failureOf(connector.prepare?.(context) ?? Promise.resolve())).toMatchObject({ code: 'FOLDER_MISSING' })
})

test('stock is what the newest whole file tells, and unknown where there is none, an old one or one that was cut', async () => {
  const { folder, connector, context } = await open()
  const write = (name: string, text: string, at: number): void => {
    writeFileSync(join(folder, 'stock', name), text)
    utimesSync(join(folder, 'stock', name), at, at)
  }
  const facts = async (): Promise<string[]> => {
    const found: string[] = []
    for await (const page of connector.reads.stock?.facts(context, { places: ['W1'] }) ?? [])
      found.push(...page.map(({ item, onHand }) => `${item} ${onHand}`))
    return found
  }
  const unknown = { kind: 'rejected', code: 'STOCK_FILE_UNUSABLE' }
  expect(await failureOf(facts())).toMatchObject(unknown)
  const now = Date.now() / 1_000
  write('a.csv', 'sku,place,count\nMUG,W1,7\n', now - 72 * 3_600)
  expect(await failureOf(facts())).toMatchObject(unknown)
  write('b.csv', 'sku,place,count\nMUG,W1,6\nLAMP,W1,0.5\nMUG,W2,1\n', now - 60)
  expect(await facts()).toEqual(['MUG 6', 'LAMP 0.5'])
  expect(await connector.reads.stock?.places(context)).toMatchObject([{ externalId: 'W1' }, { externalId: 'W2' }])
  write('c.csv', 'sku,place,count\nMUG,W1,1', now)
  expect(await failureOf(facts())).toMatchObject(unknown)
  write('c.csv', 'sku,place,count\nMUG,W1,\n', now)
  expect(await failureOf(facts())).toMatchObject({ code: 'ANSWER_PATH', subject: 'setting:stock.onHand' })
})
