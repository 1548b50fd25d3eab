import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { expect, test } from 'vitest'
import { connectorBuilder, newAgent, request } from './http-client.ts'

test('is made of the parts that the entry of undici has', () => {
  expect(connectorBuilder).toBe(buildConnector)
  expect(newAgent({})).toBeInstanceOf(Agent)
})

test('calls an address with its query', async () => {
  const server = createServer((call, answer) => answer.writeHead(201).end(`${call.method} ${call.url}`)).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  const dispatcher = newAgent({})
  const { port } = server.address() as AddressInfo
  const { statusCode, body } = await request(`http://127.0.0.1:${port}/a%20b?c=d%26e`, { dispatcher, method: 'PUT' })
  expect([statusCode, await body.text()]).toEqual([201, 'PUT /a%20b?c=d%26e'])
  await dispatcher.destroy()
  server.close()
})
