import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A vendor with an allowance: a bucket that holds `burst` and refills at `perSecond`. Whoever takes more gets 429.
 * Arguments: perSecond, burst. `GET /__figures` tells what was allowed, refused, and what could have been taken.
 */
const [perSecond, burst] = process.argv.slice(2).map(Number) as [number, number]
let level = burst
let at = performance.now()
let firstAt: number | null = null
let lastAt = 0
let allowed = 0
let refused = 0

const server = createServer((request, response) => {
  if (request.url === '/__figures') {
    const seconds = firstAt === null ? 0 : (lastAt - firstAt) / 1000
    response.end(JSON.stringify({ allowed, refused, allowance: burst + seconds * perSecond }))
    return
  }
  const now = performance.now()
  level = Math.min(burst, level + ((now - at) / 1000) * perSecond)
  at = now
  firstAt ??= now
  if (level < 1) {
    refused += 1
    response.statusCode = 429
    response.end('{}')
    return
  }
  level -= 1
  allowed += 1
  lastAt = now
  response.end('{}')
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.once('disconnect', () => process.exit(0))
