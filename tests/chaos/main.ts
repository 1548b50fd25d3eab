import { parseArgs } from 'node:util'
import { runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    kills: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const say = (text: string): void => void process.stderr.write(`${text}\n`)
say(`seed ${seed} (repeat with --seed ${seed})`)

const { proof, kills, restarts, seconds } = await runChaos({
  orders: Number(values.orders),
  seed,
  kills: Number(values.kills),
  say,
})
const figures = {
  placed: proof.placed,
  documents: proof.documents,
  lost: proof.lost.length,
  double: proof.double.length,
  unbalanced: proof.unbalanced.length,
  held: proof.held.length,
  kills,
}
say(`${seconds.toFixed(0)} s, the ERP was restarted ${restarts} times`)
for (const name of proof.lost) say(`lost: ${name}`)
for (const { order, kind, documents } of proof.double) say(`double: ${order} has ${documents.join(', ')} (${kind})`)
for (const { order, document, what, shop, erp } of proof.unbalanced)
  say(`unbalanced: ${order}, ${document}: ${what} is ${shop} in the shop, ${erp} in the ERP`)
for (const { order, code, message } of proof.held) say(`held: ${order}: ${code} ${message}`)
process.stdout.write(
  values.json
    ? `${JSON.stringify(figures)}\n`
    : `${Object.entries(figures)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}\n`,
)
process.exitCode = figures.lost + figures.double + figures.unbalanced === 0 ? 0 : 1
