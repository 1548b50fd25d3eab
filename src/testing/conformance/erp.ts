import { expect } from 'vitest'
import { plainContext } from '#testing/plain-context'
import { contextOf, customerOf, type ErpBench, write, writesOf } from './erp-bench.ts'
import { documentDemands } from './erp-documents.ts'
import { declarationDemands, type Demand, failureOf } from './suite.ts'

type ErpDemand<S> = Demand<ErpBench<S>>

/** What every ERP connector must do. */
export const erpDemands = <S>(): ErpDemand<S>[] => [
  ...declarationDemands<S, ErpBench<S>>(),
  {
    name: 'the check finds nothing wrong with a sound account',
    async holds(bench) {
      const result = await bench.connector.check(plainContext(bench.connector, bench.settings))
      expect(result.findings.filter((finding) => finding.level === 'error')).toEqual([])
    },
  },
  {
    name: 'preparing twice changes nothing the second time',
    async holds(bench) {
      const context = plainContext(bench.connector, bench.settings)
      await bench.connector.prepare?.(context)
      const before = context.calls.filter((call) => call.effect === 'write').length
      await bench.connector.prepare?.(context)
      expect(context.calls.filter((call) => call.effect === 'write')).toHaveLength(before)
    },
  },
  ...partyDemands<S>(),
  ...documentDemands<S>(),
  ...failureDemands<S>(),
]

const partyDemands = <S>(): ErpDemand<S>[] => [
  {
    name: 'a customer that was made is found by any of its keys, with its addresses',
    async holds(bench) {
      const { party } = bench.order('conformance:party')
      const made = await customerOf(bench, party)
      const context = plainContext(bench.connector, bench.settings)
      const found = await writesOf(bench).parties.find(context, party, [...party.keys])
      expect(found?.externalId).toBe(made.externalId)
      expect(Object.keys(found?.addresses ?? {})).toEqual(Object.keys(made.addresses))
    },
  },
  {
    name: 'a customer that nobody made is null',
    async holds(bench) {
      const { party } = bench.order('conformance:nobody')
      const stranger = { ...party, email: 'nobody@nowhere.example', keys: ['email:nobody@nowhere.example'] as const }
      const context = plainContext(bench.connector, bench.settings)
      expect(await writesOf(bench).parties.find(context, stranger, [...stranger.keys])).toBeNull()
    },
  },
]

const failureDemands = <S>(): ErpDemand<S>[] => [
  {
    name: 'an answer that is lost after the write is outcome-unknown, and the document is found by its reference',
    async holds(bench) {
      const document = bench.order('conformance:lost')
      const named = await contextOf(bench, document)
      const context = plainContext(bench.connector, bench.settings)
      bench.faults.next(bench.orderWrite ?? 'POST', { kind: 'reset-after' })
      const { documents } = writesOf(bench)
      expect(await failureOf(documents.create(context, document, named))).toMatchObject({
        kind: 'outcome-unknown',
      })
      expect(await documents.find(context, 'sales-order', document.reference)).toMatchObject({ state: 'issued' })
      expect(await bench.count(document.reference)).toBe(1)
    },
  },
  {
    name: 'a gateway error after the write is outcome-unknown',
    async holds(bench) {
      const document = bench.order('conformance:gateway')
      const named = await contextOf(bench, document)
      bench.faults.next(bench.orderWrite ?? 'POST', {
        kind: 'status-after',
        status: 502,
        body: '<html>Bad Gateway</html>',
      })
      const context = plainContext(bench.connector, bench.settings)
      const failure = await failureOf(writesOf(bench).documents.create(context, document, named))
      expect(failure.kind).toBe('outcome-unknown')
    },
  },
  {
    name: 'refused credentials are unauthorized, with a remedy',
    async holds(bench) {
      const context = plainContext(bench.connector, bench.refusedSettings)
      const failure = await failureOf(writesOf(bench).documents.find(context, 'sales-order', 'conformance:any'))
      expect(failure).toMatchObject({ kind: 'unauthorized', remedy: expect.any(String) })
    },
  },
  {
    name: 'an item that the ERP does not know is rejected by name, with a remedy',
    async holds(bench) {
      const document = bench.order('conformance:item')
      const rows = document.rows.map((row, index) => (index === 0 ? { ...row, item: 'NO-SUCH-ITEM' } : row))
      const failure = await failureOf(write(bench, { ...document, rows }))
      expect(failure).toMatchObject({
        kind: 'rejected',
        code: 'ITEM_UNKNOWN',
        subject: 'item:NO-SUCH-ITEM',
        remedy: expect.any(String),
      })
      expect(await bench.count(document.reference)).toBe(0)
    },
  },
]
