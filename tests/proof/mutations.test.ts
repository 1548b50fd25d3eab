import { describe, expect, test } from 'vitest'
import { sized } from '#testing/size'
import { breakAndProve, mutated, sourceOf } from './break.ts'
import { MUTATIONS } from './mutation-list.ts'

const LIMIT_MS = 60_000

// All of them run with `npm run mutations`, in some minutes. One keeps the check itself alive.
const RUN_HERE = sized(['swap a rate', 'put nothing back into stock'], ['swap a rate'])

describe('faults built into the planner', () => {
  test('find the source that they break', async () => {
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(15)
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length)
    for (const mutation of MUTATIONS) {
      const source = await sourceOf(mutation.file)
      expect(mutated(source, mutation)).not.toBe(source)
    }
  })

  test.each(MUTATIONS.filter(({ name }) => RUN_HERE.includes(name)))(
    'are noticed by the proof: $name',
    async (mutation) => {
      const { noticed } = await breakAndProve(mutation, { orders: 60, seed: 1 })
      expect(noticed).not.toBeNull()
    },
    LIMIT_MS,
  )
})
