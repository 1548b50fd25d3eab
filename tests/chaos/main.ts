import { parseArgs } from 'node:util'
import type { BooksProof } from '#sandboxes/proof/books-proof'
import { pairOf } from '#testing/pairs'
import { runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    // Given several times: side by side in one Tillbridge, so many orders each.
    pair: { type: 'string', multiple: true, default: ['shopify-erpnext'] },
    orders: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    kills: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
})
const pairs = values.pair.map(pairOf)
const seed = Number(values.seed)
const say = (text: string): void => void process.stderr.write(`${text}\n`)
say(`${pairs.map(({ name }) => name).join('; ')}: seed ${seed} (repeat with --seed ${seed})`)

const { proofs, kills, restarts, seconds } = await runChaos({
  pairs,
  orders: Number(values.orders),
  seed,
  kills: Number(values.kills),
  say,
})
say(`${seconds.toFixed(0)} s, ${kills} killed, the ERP was restarted ${restarts} times`)
for (const { pair, proof } of proofs) {
  const figures = { ...figuresOf(proof), kills }
  tell(proof)
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ pair: pair.id, ...figures })}\n`
      : `${pair.name}: ${Object.entries(figures)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}\n`,
  )
  if (figures.lost + figures.double + figures.unbalanced > 0) process.exitCode = 1
}

function figuresOf({ placed, documents, lost, double, unbalanced, held }: BooksProof) {
  return {
    placed,
    documents,
    lost: lost.length,
    double: double.length,
    unbalanced: unbalanced.length,
    held: held.length,
  }
}

function tell(proof: BooksProof): void {
  for (const name of proof.lost) say(`lost: ${name}`)
  for (const { order, kind, documents } of proof.double) say(`double: ${order} has ${documents.join(', ')} (${kind})`)
  for (const { order, document, what, shop, erp } of proof.unbalanced)
    say(`unbalanced: ${order}, ${document}: ${what} is ${shop} in the shop, ${erp} in the ERP`)
  for (const { order, code, message } of proof.held) say(`held: ${order}: ${code} ${message}`)
}
