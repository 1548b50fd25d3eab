import { expect } from 'vitest'
import { isPositive, sum } from '#lib/decimal'
import { isJournal, isPaymentDocument, isSalesDocument, type MappedDocument } from '#model/documents'
import { plainContext } from '#testing/plain-context'
import { type ErpBench, write, writeLife, writesOf } from './erp-bench.ts'
import { type Demand, failureOf } from './suite.ts'

/** What every ERP connector must do with the documents of the kinds that it declares. */
export const documentDemands = <S>(): Demand<ErpBench<S>>[] => [
  ...writingDemands<S>(),
  ...findingDemands<S>(),
  ...extraFieldDemands<S>(),
]

const writingDemands = <S>(): Demand<ErpBench<S>>[] => [
  {
    name: 'a life of an order has every kind of document that is declared',
    async holds(bench) {
      const kinds = new Set(bench.life('conformance:kinds').map((document) => document.kind))
      const declared = writesOf(bench).documents.capabilities.kinds
      expect(declared.filter((kind) => !kinds.has(kind))).toEqual([])
    },
  },
  {
    name: 'every kind of document it declares is issued with our sums, and found by its reference',
    async holds(bench) {
      const { documents, written } = await writeLife(bench, 'conformance:life')
      for (const document of documents) {
        const booked = written.get(document.reference)?.booked
        expect(booked).toMatchObject({ state: 'issued' })
        expect([null, totalOf(document)]).toContain(booked?.total)
        if (isSalesDocument(document))
          expect(booked).toMatchObject({ total: document.total, taxTotal: document.taxTotal })
        const context = plainContext(bench.connector, bench.settings)
        const found = await writesOf(bench).documents.find(context, document.kind, document.reference)
        expect(found).toMatchObject({ externalId: booked?.externalId, state: 'issued', rowIds: booked?.rowIds })
      }
    },
  },
  {
    name: 'of every kind, a second document with the same reference is a conflict, and there is still one',
    async holds(bench) {
      const { documents, written } = await writeLife(bench, 'conformance:twice')
      for (const document of documents) {
        // Also when the first one is why the ERP could take no other: its goods are delivered, its debt is paid.
        expect(await failureOf(write(bench, document, written))).toMatchObject({
          kind: 'conflict',
          code: 'REFERENCE_EXISTS',
        })
        expect(await bench.count(document.reference)).toBe(1)
      }
    },
  },
]

const findingDemands = <S>(): Demand<ErpBench<S>>[] => [
  {
    name: 'a reference that is unknown is null',
    async holds(bench) {
      const context = plainContext(bench.connector, bench.settings)
      for (const kind of writesOf(bench).documents.capabilities.kinds) {
        expect(await writesOf(bench).documents.find(context, kind, 'conformance:unknown')).toBeNull()
      }
    },
  },
  {
    name: 'every kind that may be cancelled is, from the last to the first, and cancelling again is no error',
    async holds(bench) {
      const { documents, written } = await writeLife(bench, 'conformance:cancel')
      const target = writesOf(bench).documents
      const cancelled = documents.filter((document) => target.capabilities.cancels.includes(document.kind))
      for (const { kind, reference } of cancelled.toReversed()) {
        const context = plainContext(bench.connector, bench.settings)
        const externalId = written.get(reference)?.booked.externalId ?? ''
        await target.cancel(context, kind, externalId)
        await target.cancel(context, kind, externalId)
        expect(await target.find(context, kind, reference)).toMatchObject({ state: 'cancelled' })
        expect(await bench.count(reference)).toBe(0)
      }
    },
  },
]

const extraFieldDemands = <S>(): Demand<ErpBench<S>>[] => [
  {
    name: 'fields of its own that people fill change no figure, and a field that it does not have is told, not lost',
    async holds(bench) {
      const rules = writesOf(bench).documents.extraFields
      if (rules === undefined) return
      const order = bench.order('conformance:fields')
      const unknown = 'custom_nobody_has_this'
      expect(rules.refusal(order.kind, 'document', unknown)).toBeNull()
      const fields = { document: { [unknown]: 'x' }, rows: {} }
      const booked = await write(bench, { ...order, fields }, new Map())
      expect(booked).toMatchObject({ state: 'issued', total: order.total, taxTotal: order.taxTotal })
      if (rules.known(order.kind, 'document').length > 0) expect(booked.ignoredFields).toEqual([unknown])
    },
  },
]

function totalOf(document: MappedDocument) {
  if (isSalesDocument(document)) return document.total
  if (isPaymentDocument(document)) return document.amount
  return isJournal(document) ? sum(document.lines.map((line) => line.amount).filter(isPositive)) : null
}
