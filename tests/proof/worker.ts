import { parentPort, workerData } from 'node:worker_threads'
import { prove, type ProveInput } from './prove.ts'

// A core's share of a proof. How far it is goes back as messages, and in the end what it counted.
const TOLD_EVERY = 50
const done = await prove({
  ...(workerData as ProveInput),
  done({ orders }) {
    if (orders % TOLD_EVERY === 0) parentPort?.postMessage({ orders: TOLD_EVERY }, [])
  },
})
parentPort?.postMessage({ done }, [])
