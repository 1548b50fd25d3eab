import { expect, test } from 'vitest'
import { genericHttp } from '#connectors/generic-http/index'
import type { HttpSettings } from '#connectors/generic-http/settings'
import type { TillbridgeError } from '#lib/errors'
import type { OldSystem } from '#sandboxes/old-system/start'
import { startOldSystem } from '#sandboxes/old-system/start'
import { contextOf, type ErpBench } from '#testing/conformance/erp-bench'
import { failureOf } from '#testing/conformance/suite'
import { lifeOf, orderOf } from '#testing/generic/documents'
import { oldSystemSettings } from '#testing/generic/old-system-settings'
import { plainContext } from '#testing/plain-context'

type Changes = Parameters<typeof oldSystemSettings>[1]

async function bench(system: OldSystem, changes: Changes = {}): Promise<ErpBench<HttpSettings>> {
  const settings = oldSystemSettings(system, changes)
  const connector = genericHttp.forSettings?.(settings) ?? genericHttp
  const common = { connector, settings, refusedSettings: settings, faults: system.faults }
  return { ...common, order: orderOf, life: lifeOf, count: () => 0, [Symbol.asyncDispose]: () => Promise.resolve() }
}

/** One setting of one operation replaced. */
function withOperation(
  system: OldSystem,
  operation: 'find' | 'create',
  change: object,
  format: 'json' | 'xml' = 'json',
): Changes {
  const { documents } = oldSystemSettings(system, { format })
  const described = documents?.['sales-order']
  return {
    format,
    documents: { 'sales-order': { ...described, [operation]: { ...described?.[operation], ...change } } },
  }
}

async function createdWith(system: OldSystem, changes: Changes, reference = 'bad:order:1'): Promise<TillbridgeError> {
  const erp = await bench(system, changes)
  const document = orderOf(reference)
  const named = await contextOf(erp, document)
  const { documents } = erp.connector.writes
  return failureOf(documents?.create(plainContext(erp.connector, erp.settings), document, named) ?? Promise.resolve())
}

async function foundWith(system: OldSystem, changes: Changes, reference = 'bad:order:1'): Promise<unknown> {
  const erp = await bench(system, changes)
  return erp.connector.writes.documents?.find(plainContext(erp.connector, erp.settings), 'sales-order', reference)
}

const problemsOf = (changes: object): string[] => {
  const good = { baseUrl: 'https://erp.example', documents: {} }
  const parsed = genericHttp.settings.safeParse({ ...good, ...changes })
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}

test('settings that cannot work are refused with their place, before anything is called', () => {
  expect(problemsOf({})).toEqual([])
  const find = { path: '/orders', answer: { externalId: 'id', reference: 'ref' } }
  const order = (create: object): object => ({
    documents: { 'sales-order': { find, create: { path: '/orders', ...create } } },
  })
  expect(problemsOf(order({ json: '{ "a": ' }))).toEqual([expect.stringContaining('documents.sales-order.create.json')])
  expect(problemsOf(order({ json: '$a := (' }))[0]).toContain('at character')
  expect(problemsOf(order({ path: '/orders/{{ reference' }))[0]).toContain('never closed')
  expect(problemsOf(order({ path: 'https://elsewhere.example/' }))[0]).toContain('must begin with "/"')
  expect(problemsOf(order({ json: '1', xml: '1' }))[0]).toContain('exclude each other')
  expect(problemsOf(order({ jsn: '1' }))[0]).toContain('jsn')
  expect(problemsOf({ authentication: { kind: 'bearer' } })[0]).toContain('needs a secret')
  const withoutReference = {
    documents: { invoice: { find: { path: '/', answer: { externalId: 'id' } }, create: { path: '/' } } },
  }
  expect(problemsOf(withoutReference)[0]).toContain('reference')
})

test('an expression that never ends, or works through everything twice over, is stopped', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  for (const json of ['($f := function($x) { $f($x + 1) }; $f(1))', '[1..90000].[1..90000]']) {
    const startedAt = performance.now()
    expect(await createdWith(system, withOperation(system, 'create', { json }))).toMatchObject({
      kind: 'rejected',
      code: 'TEMPLATE_FAILED',
      subject: 'setting:documents.sales-order.create.json',
    })
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  }
  const risky = { json: '$match(reference, /^(a+)+$/)' }
  expect(await createdWith(system, withOperation(system, 'create', risky))).toMatchObject({ code: 'TEMPLATE_FAILED' })
  expect(system.books.all()).toEqual([])
})

test('a path that leads nowhere is told by name: before the write as a refusal, after it as an unknown outcome', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  const wrong = withOperation(system, 'create', { answer: { externalId: 'nmber' } })
  expect(await createdWith(system, wrong)).toMatchObject({
    kind: 'outcome-unknown',
    code: 'ANSWER_PATH',
    subject: 'setting:documents.sales-order.create.answer.externalId',
  })
  // It was written, so the look-up that follows an unknown outcome finds it.
  expect(await foundWith(system, {})).toMatchObject({ state: 'issued' })
  const misnamed = { items: 'documnt', none: { status: [], where: 'cout = 0' } }
  expect(await failureOf(foundWith(system, withOperation(system, 'find', misnamed)))).toMatchObject({
    kind: 'rejected',
    code: 'ANSWER_PATH',
    subject: 'setting:documents.sales-order.find.items',
  })
  const states = { answer: { externalId: 'number', reference: 'ref', state: 'status' } }
  expect(await failureOf(foundWith(system, withOperation(system, 'find', states)))).toMatchObject({
    message: expect.stringContaining('"posted" is none of draft, issued, cancelled'),
  })
})

test('a system that ignores the filter does not pass for one that found the document', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  const fixed = withOperation(system, 'find', { query: { ref: 'some:other:document' } })
  system.books.file('orders', { ref: 'some:other:document', currency: 'EUR', date: '2026-11-20', lines: [] })
  expect(await failureOf(foundWith(system, fixed))).toMatchObject({
    kind: 'rejected',
    code: 'ANSWER_PATH',
    message: expect.stringContaining('may ignore the filter'),
  })
})

test('what a record brings stays a value: in paths, queries, headers, JSON and XML', async () => {
  await using stack = new AsyncDisposableStack()
  for (const format of ['json', 'xml'] as const) {
    const system = await startOldSystem({ format })
    stack.defer(() => system.stop())
    const hostile = `x"},{"ref":"y"</ref><ref>z</ref>&a=1\r\nX-Key: stolen ]]> {{ settings }} ${"'; drop table"}`
    const erp = await bench(system, { format })
    const document = orderOf(hostile)
    const named = await contextOf(erp, document)
    const context = plainContext(erp.connector, erp.settings)
    const booked = await erp.connector.writes.documents?.create(context, document, named)
    expect(booked?.state).toBe('issued')
    // XML makes one line break of two characters, as its rules say.
    const [filed] = system.books.all()
    expect(filed?.ref.replace(/\r\n|\n/g, ' ')).toBe(hostile.replace(/\r\n/g, ' '))
    expect(system.books.all()).toHaveLength(1)
  }
})

test('a value that would be a step in a path, or a line of a header, is refused before anything is sent', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  const inPath = withOperation(system, 'create', { path: '/orders/{{ reference }}' })
  expect(await createdWith(system, inPath, '..')).toMatchObject({ kind: 'rejected', code: 'TEMPLATE_FAILED' })
  expect(await createdWith(system, inPath, 'a/b?c')).toMatchObject({ code: 'REFUSED' })
  expect(system.server.traffic.at(-1)?.request.path).toBe('/orders/a%2Fb%3Fc')
  const inHeader = withOperation(system, 'create', { headers: { 'X-Ref': '{{ reference }}' } })
  expect(await createdWith(system, inHeader, 'a\r\nX-Key: b')).toMatchObject({ code: 'TEMPLATE_FAILED' })
})

test('XML that brings entities of its own, breaks off or nests without end is not read', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem({ format: 'xml' })
  stack.defer(() => system.stop())
  const bomb = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10)}">]><list>&b;</list>`
  const outside = '<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><list>&f;</list>'
  const bodies = [bomb, outside, '<list><count>1</count>', '<a>'.repeat(5_000), 'no xml at all', '<list/><list/>']
  for (const body of bodies) {
    system.faults.next('GET', { kind: 'wrong-answer', body, contentType: 'application/xml' })
    const failure = await failureOf(foundWith(system, { format: 'xml' }))
    expect(['ANSWER_UNREADABLE', 'ANSWER_PATH']).toContain(failure.code)
    expect(failure.message).not.toContain('root:')
  }
})

test('a JSON answer that broke off is unreadable; after a write its outcome is unknown', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  system.faults.next('GET', { kind: 'wrong-answer', body: '{"count": 1, "document": [{"num' })
  expect(await failureOf(foundWith(system, {}))).toMatchObject({ kind: 'transient', code: 'ANSWER_UNREADABLE' })
  system.faults.next('POST /orders', { kind: 'wrong-answer', body: '{"number": "OR' })
  expect(await createdWith(system, {})).toMatchObject({ kind: 'outcome-unknown', code: 'ANSWER_UNREADABLE' })
})

test('an answer cannot send us elsewhere for the next page, nor round in a circle', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  system.shop.place()
  const { orders } = oldSystemSettings(system)
  const paged = (pages: object): Changes => ({ orders: { ...orders, changes: { ...orders?.changes, pages } } })
  const changes = async (settings: Changes): Promise<void> => {
    const { connector, settings: value } = await bench(system, settings)
    const range = { since: new Date('2000-01-01'), until: new Date('2100-01-01') }
    for await (const _ of connector.reads.orders?.changes(plainContext(connector, value), range) ?? []);
  }
  for (const next of ['"https://evil.example/sold"', '"//evil.example/sold"', '"http://127.0.0.1:1/sold"']) {
    expect(await failureOf(changes(paged({ kind: 'link', next })))).toMatchObject({ code: 'ANSWER_PATH' })
  }
  expect(await failureOf(changes(paged({ kind: 'cursor', parameter: 'c', next: '"same"' })))).toMatchObject({
    code: 'PAGES_WITHOUT_END',
  })
})

test('a record of which the settings make no order is named with every field that is wrong', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  const { key } = system.shop.place()
  const { orders } = oldSystemSettings(system)
  const wrong = { orders: { ...orders, order: '{ "id": no, "placedAt": "yesterday", "lines": [], "total": "12,50" }' } }
  const { connector, settings } = await bench(system, wrong)
  const failure = await failureOf(Promise.resolve(connector.reads.orders?.get(plainContext(connector, settings), key)))
  expect(failure).toMatchObject({ kind: 'rejected', code: 'ORDER_UNREADABLE' })
  for (const field of ['name', 'placedAt', 'currency', 'taxesIncluded', 'total'])
    expect(failure.message + JSON.stringify(failure.detail)).toContain(field)
})

test('too many calls are throttled with the time that the system asks for', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem({ perSecond: 0 })
  stack.defer(() => system.stop())
  expect(await failureOf(foundWith(system, {}))).toMatchObject({ kind: 'throttled', retryAfterSeconds: 1 })
})

test('without unique references in the system, each write is preceded by a look-up', async () => {
  await using stack = new AsyncDisposableStack()
  const system = await startOldSystem()
  stack.defer(() => system.stop())
  const careful = { uniqueReferences: false, failures: [] }
  const erp = await bench(system, careful)
  const document = orderOf('twice:order:1')
  const named = await contextOf(erp, document)
  await erp.connector.writes.documents?.create(plainContext(erp.connector, erp.settings), document, named)
  const posts = (): number => system.server.traffic.filter(({ request }) => request.method === 'POST').length
  const before = posts()
  expect(await createdWith(system, careful, 'twice:order:1')).toMatchObject({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
  })
  expect(posts()).toBe(before)
})
