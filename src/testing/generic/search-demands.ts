import { expect } from 'vitest'
import type { FoundDocument } from '#contract/target'
import { type ErpBench, write, writesOf } from '#testing/conformance/erp-bench'
import { type Demand, failureOf } from '#testing/conformance/suite'
import { plainContext } from '#testing/plain-context'

/** What is asked of systems whose documents can be searched and adopted. */
export const searchDemands = <S>(): Demand<ErpBench<S>>[] => [
  {
    name: 'documents are found by their day, whoever wrote them, and take our reference once',
    async holds(bench) {
      const { documents } = writesOf(bench)
      const { search, adopt } = documents
      if (search === undefined || adopt === undefined) throw new Error('its documents can be searched and adopted')
      const [order, other] = [bench.order('search:1'), bench.order('search:2')]
      const booked = await write(bench, order)
      await write(bench, other)
      const context = plainContext(bench.connector, bench.settings)
      const day = { kind: 'sales-order', from: order.date, to: order.date } as const
      const found: FoundDocument[] = []
      for await (const page of search(context, day)) found.push(...page)
      const [hit] = found.filter(({ externalId }) => externalId === booked.externalId)
      expect(found).toHaveLength(2)
      expect(hit).toMatchObject({ reference: 'search:1', total: booked.total, date: order.date, state: 'issued' })
      for await (const page of search(context, { ...day, from: '1999-01-01', to: '1999-12-31' }))
        expect(page).toEqual([])

      await adopt(context, 'sales-order', booked.externalId, 'search:3')
      expect(await documents.find(context, 'sales-order', 'search:3')).toMatchObject({ externalId: booked.externalId })
      const taken = await failureOf(adopt(context, 'sales-order', booked.externalId, 'search:2'))
      expect(taken).toMatchObject({ kind: 'rejected', code: 'REFERENCE_EXISTS' })
    },
  },
]
