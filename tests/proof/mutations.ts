import { parseArgs } from 'node:util'
import { breakAndProve } from './break.ts'
import { MUTATIONS } from './mutation-list.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    /** Part of a mutation's name: only those. */
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
const say = (text: string): void => void process.stderr.write(`${text}\n`)

let unnoticed = 0
const chosen = MUTATIONS.filter(({ name }) => name.includes(values.only))
for (const mutation of chosen) {
  const { noticed, seconds } = await breakAndProve(mutation, {
    orders: Number(values.orders),
    seed: Number(values.seed),
  })
  if (noticed === null) unnoticed += 1
  say(
    `${noticed === null ? 'NOT NOTICED' : 'noticed'} (${seconds.toFixed(1)} s): ${mutation.name}${noticed === null ? '' : ` – ${noticed.slice(0, 160)}`}`,
  )
}
const figures = { mutations: chosen.length, noticed: chosen.length - unnoticed }
process.stdout.write(
  values.json ? `${JSON.stringify(figures)}\n` : `${figures.noticed} of ${figures.mutations} faults were noticed\n`,
)
process.exitCode = unnoticed === 0 ? 0 : 1
