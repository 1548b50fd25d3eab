import { expect, test } from 'vitest'
import { batcher } from './batcher.ts'

const deferred = (): { promise: Promise<void>; resolve: () => void } => Promise.withResolvers<void>()

test('items that come together are handled together, and each caller gets its own answer', async () => {
  const batches: number[][] = []
  const doubles = batcher<number, number>({
    waitMs: 1,
    largest: 3,
    parallel: 1,
    async handle(items) {
      batches.push([...items])
      return items.map((item) => item * 2)
    },
  })
  expect(await Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => doubles.add(item)))).toEqual([2, 4, 6, 8, 10, 12, 14])
  expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]])
})

test('no more batches run at once than allowed, and what waits goes as soon as one is done', async () => {
  const gates = [deferred(), deferred(), deferred()]
  let running = 0
  let most = 0
  let started = 0
  const slow = batcher<number, number>({
    waitMs: 0,
    largest: 1,
    parallel: 2,
    async handle(items) {
      running += 1
      most = Math.max(most, running)
      await gates[started++]?.promise
      running -= 1
      return items
    },
  })
  const answers = [1, 2, 3].map((item) => slow.add(item))
  await expect.poll(() => started).toBe(2)
  gates.forEach((gate) => gate.resolve())
  expect(await Promise.all(answers)).toEqual([1, 2, 3])
  expect(most).toBe(2)
})

test('a batch that fails fails for its own callers only, and the next one runs', async () => {
  let calls = 0
  const shaky = batcher<number, number>({
    waitMs: 0,
    largest: 2,
    parallel: 1,
    async handle(items) {
      calls += 1
      if (calls === 1) throw new Error('down')
      return items
    },
  })
  const answers = await Promise.allSettled([1, 2, 3].map((item) => shaky.add(item)))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})

test('drained means that everything was answered', async () => {
  const gate = deferred()
  let answered = 0
  const one = batcher<number, void>({ waitMs: 0, largest: 1, parallel: 1, handle: () => gate.promise.then(() => []) })
  await one.drained()
  const adds = [1, 2].map((item) => one.add(item).then(() => (answered += 1)))
  const drained = one.drained().then(() => answered)
  gate.resolve()
  await Promise.all(adds)
  expect(await drained).toBeLessThanOrEqual(2)
  expect(answered).toBe(2)
})
