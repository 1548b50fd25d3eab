import { expect } from 'vitest'
import type { DocumentTarget, FoundParty, PartyTarget } from '#contract/target'
import { isSalesDocument, type MappedDocument, type MappedSalesDocument } from '#model/documents'
import { plainContext } from '#testing/plain-context'
import { type ConnectorBench, declarationDemands, type Demand, failureOf } from './suite.ts'

/** An ERP connector with a server behind it that has the items, accounts and warehouses that `document` uses. */
export interface ErpBench<S> extends ConnectorBench<S> {
  /** An ordinary document of the kind, with this reference, in the ERP's own codes. */
  document(kind: MappedDocument['kind'], reference: string): MappedDocument
  /** How many documents with this reference the ERP itself holds, cancelled ones left out. */
  count(reference: string): number
}

type ErpDemand<S> = Demand<ErpBench<S>>

function writesOf<S>(bench: ErpBench<S>): { documents: DocumentTarget<S>; parties: PartyTarget<S> } {
  const { documents, parties } = bench.connector.writes
  if (documents === undefined || parties === undefined) throw new Error('an ERP connector writes documents and parties')
  return { documents, parties }
}

async function partyOf<S>(bench: ErpBench<S>, document: MappedDocument): Promise<FoundParty> {
  const { parties } = writesOf(bench)
  const context = plainContext(bench.connector, bench.settings)
  const references = [...document.party.keys]
  return (
    (await parties.find(context, document.party, references)) ?? parties.create(context, document.party, references)
  )
}

async function write<S>(bench: ErpBench<S>, document: MappedDocument) {
  const party = await partyOf(bench, document)
  const context = plainContext(bench.connector, bench.settings)
  return writesOf(bench).documents.create(context, document, { party, predecessor: null })
}

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
      const document = bench.document('sales-order', 'conformance:party')
      const made = await partyOf(bench, document)
      const context = plainContext(bench.connector, bench.settings)
      const found = await writesOf(bench).parties.find(context, document.party, [...document.party.keys])
      expect(found?.externalId).toBe(made.externalId)
      expect(Object.keys(found?.addresses ?? {})).toEqual(Object.keys(made.addresses))
    },
  },
  {
    name: 'a customer that nobody made is null',
    async holds(bench) {
      const { party } = bench.document('sales-order', 'conformance:nobody')
      const stranger = { ...party, email: 'nobody@nowhere.example', keys: ['email:nobody@nowhere.example'] as const }
      const context = plainContext(bench.connector, bench.settings)
      expect(await writesOf(bench).parties.find(context, stranger, [...stranger.keys])).toBeNull()
    },
  },
]

const documentDemands = <S>(): ErpDemand<S>[] => [
  {
    name: 'every kind of document it declares is issued with our sums, and found by its reference',
    async holds(bench) {
      for (const kind of writesOf(bench).documents.kinds) {
        const document = bench.document(kind, `conformance:${kind}`)
        const booked = await write(bench, document)
        expect(booked).toMatchObject({
          state: 'issued',
          total: isSalesDocument(document) ? document.total : document.amount,
        })
        if (isSalesDocument(document)) expect(booked.taxTotal).toBe((document as MappedSalesDocument).taxTotal)
        const context = plainContext(bench.connector, bench.settings)
        const found = await writesOf(bench).documents.find(context, kind, document.reference)
        expect(found).toMatchObject({ externalId: booked.externalId, state: 'issued', rowIds: booked.rowIds })
      }
    },
  },
  {
    name: 'a reference that is unknown is null',
    async holds(bench) {
      const context = plainContext(bench.connector, bench.settings)
      expect(await writesOf(bench).documents.find(context, 'sales-order', 'conformance:unknown')).toBeNull()
    },
  },
  {
    name: 'a second document with the same reference is a conflict, and there is still one',
    async holds(bench) {
      const document = bench.document('sales-order', 'conformance:twice')
      await write(bench, document)
      expect(await failureOf(write(bench, document))).toMatchObject({ kind: 'conflict', code: 'REFERENCE_EXISTS' })
      expect(bench.count(document.reference)).toBe(1)
    },
  },
  {
    name: 'cancelling takes effect, and cancelling again is no error',
    async holds(bench) {
      const document = bench.document('sales-order', 'conformance:cancel')
      const { externalId } = await write(bench, document)
      const context = plainContext(bench.connector, bench.settings)
      await writesOf(bench).documents.cancel(context, 'sales-order', externalId)
      await writesOf(bench).documents.cancel(context, 'sales-order', externalId)
      expect(await writesOf(bench).documents.find(context, 'sales-order', document.reference)).toMatchObject({
        state: 'cancelled',
      })
      expect(bench.count(document.reference)).toBe(0)
    },
  },
]

const failureDemands = <S>(): ErpDemand<S>[] => [
  {
    name: 'an answer that is lost after the write is outcome-unknown, and the document is found by its reference',
    async holds(bench) {
      const document = bench.document('sales-order', 'conformance:lost')
      const party = await partyOf(bench, document)
      const context = plainContext(bench.connector, bench.settings)
      bench.faults.next('POST', { kind: 'reset-after' })
      const { documents } = writesOf(bench)
      expect(await failureOf(documents.create(context, document, { party, predecessor: null }))).toMatchObject({
        kind: 'outcome-unknown',
      })
      expect(await documents.find(context, 'sales-order', document.reference)).toMatchObject({ state: 'issued' })
      expect(bench.count(document.reference)).toBe(1)
    },
  },
  {
    name: 'a gateway error after the write is outcome-unknown',
    async holds(bench) {
      const document = bench.document('sales-order', 'conformance:gateway')
      const party = await partyOf(bench, document)
      bench.faults.next('POST', { kind: 'status-after', status: 502, body: '<html>Bad Gateway</html>' })
      const context = plainContext(bench.connector, bench.settings)
      const failure = await failureOf(writesOf(bench).documents.create(context, document, { party, predecessor: null }))
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
      const document = bench.document('sales-order', 'conformance:item') as MappedSalesDocument
      const rows = document.rows.map((row, index) => (index === 0 ? { ...row, item: 'NO-SUCH-ITEM' } : row))
      const failure = await failureOf(write(bench, { ...document, rows }))
      expect(failure).toMatchObject({
        kind: 'rejected',
        code: 'ITEM_UNKNOWN',
        subject: 'item:NO-SUCH-ITEM',
        remedy: expect.any(String),
      })
      expect(bench.count(document.reference)).toBe(0)
    },
  },
]
