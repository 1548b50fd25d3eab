import { parentPort, workerData } from 'node:worker_threads'
import { prove, type ProveInput } from './prove.ts'

// A core's share of a proof. How far it is goes back as messages, and in the end what it counted.
const TOLD_EVERY = 50
let told = 0
const done = await prove({
  ...(workerData as ProveInput),
  done({ orders, different, double }) {
    if (orders % TOLD_EVERY !== 0) return
    const found = different.length + double.length
    parentPort?.postMessage({ orders: TOLD_EVERY, found: found - told, example: different.at(-1) ?? double.at(-1) }, [])
    told = found
  },
})
parentPort?.postMessage({ done }, [])
