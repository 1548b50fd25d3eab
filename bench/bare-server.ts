import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openPool } from '#database/pool'

/**
 * What ingest is measured against: a bare HTTP server that checks the signature and does one durable insert a request, and nothing
 * else. Arguments: database URL, client secret.
 */
const [database = '', secret = ''] = process.argv.slice(2)
const pool = openPool(database, { size: 10 })
await pool.query('create table if not exists bare_inbox (id text primary key, body text not null)')

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const expected = createHmac('sha256', secret).update(body).digest()
    const given = Buffer.from(String(request.headers['x-shopify-hmac-sha256']), 'base64')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.statusCode = 401
      response.end()
      return
    }
    pool
      .query({
        name: 'bare-insert',
        text: 'insert into bare_inbox (id, body) values ($1, $2) on conflict (id) do nothing',
        values: [String(request.headers['x-shopify-event-id']), body.toString()],
      })
      .then(
        () => response.end('{}'),
        () => {
          response.statusCode = 503
          response.end()
        },
      )
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.once('disconnect', () => void pool.end().then(() => process.exit(0)))
