import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Story } from '#testing/story'
import { line, PATIENCE_MS } from './books.ts'
import { booked, inStep, salesOrderOf, startShipping } from './shipments-kit.ts'

let story: Story

beforeAll(async () => {
  story = await startShipping({ policies: { stock: 'deliveries' } })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const comments = (document: string): string[] =>
  story.erp
    .documents('Comment')
    .filter((comment) => comment['reference_name'] === document && comment['comment_type'] === 'Comment')
    .map((comment) => String(comment['content']))

test('a return of the store is seen at the delivery in the ERP, once, with its state and its goods', async () => {
  const order = await booked(story, { lines: [line('MUG-1', 2, '20.00')] })
  const note = story.erp.deliver(salesOrderOf(story, order))
  await inStep(story)
  const asked = story.shop.return(order.id, { lines: [{ line: 0, quantity: 1, reason: 'DEFECTIVE' }], requested: true })
  await inStep(story)
  expect(comments(note.name)).toEqual([expect.stringMatching(/the customer asked for it\. 1 × MUG-1 \(MUG-1\)/)])
  story.shop.decideReturn(order.id, { returnId: asked.id, what: 'approve' })
  await inStep(story)
  expect(comments(note.name)).toEqual([expect.stringContaining('goods are on their way back')])
  story.shop.decideReturn(order.id, { returnId: asked.id, what: 'process' })
  await inStep(story)
  await story.sweep()
  await inStep(story)
  expect(comments(note.name)).toHaveLength(1)
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
})
