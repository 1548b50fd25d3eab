import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { widthOf } from '#cli/output'
import { createLiveView, picture, type Shown } from './live-view.ts'

const snapshot: Shown = {
  warehouse: { products: 12, inStep: 11, receipts: 3, prices: 2, shown: 1, parcels: 9, told: 8, emails: 8 },
  planned: 120,
  placed: 96,
  booked: 90,
  held: 1,
  skipped: 0,
  onTheWay: 5,
  perSecond: 6,
  medianMs: 84,
  p99Ms: 1200,
  troubles: { none: 80, duplicate: 9, late: 4, never: 3 },
  interrupted: 7,
  latest: [
    {
      name: '#1',
      state: 'synced',
      customer: 'Åsa',
      total: '10',
      currency: 'SEK',
      written: ['invoice', 'payment', 'payment'],
      cause: null,
      tookMs: 90,
    },
    {
      name: '#2',
      state: 'attention',
      customer: null,
      total: null,
      currency: null,
      written: [],
      cause: 'No tax account. '.repeat(20),
      tookMs: null,
    },
  ],
}
const io = { colors: picocolors.createColors(true) }

test('the picture says how far everything is', () => {
  const text = picture({ colors: picocolors.createColors(false) }, snapshot, 'orders come in', 14_000).join('\n')
  expect(text).toMatch(/orders placed +96/)
  expect(text).toMatch(/in the ERP +90/)
  expect(text).toContain('median 84 ms, 99 % within 1.2 s')
  expect(text).toContain('invoice, 2 × payment')
  expect(text).toContain('11 of 12 products as the ERP has them')
  expect(text).toContain('9 left the warehouse, 8 known in the shop')
})

test('each new picture is drawn over the last one, and no line wraps', () => {
  const written: string[] = []
  const out = (): void => {}
  const terminal = {
    ...io,
    env: {},
    columns: 60,
    isTerminal: true,
    out,
    err: out,
    fail: out,
    raw: (text: string) => void written.push(text),
  }
  const view = createLiveView(terminal, out, () => 0)
  view.show(snapshot, 'orders come in')
  view.show(snapshot, 'orders come in')
  view.end()
  const [first = '', second = '', end = ''] = written
  const lines = first.split('\n')
  for (const line of lines) expect(widthOf(line)).toBeLessThan(60)
  expect(first).toContain('\u001B[?25l')
  expect(second.startsWith(`\u001B[${lines.length - 1}A`)).toBe(true)
  expect(end).toBe('\u001B[?25h')
})
