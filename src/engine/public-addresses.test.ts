import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { expect, test } from 'vitest'
import { assertPublicHost, isPublicAddress, type LookUp, publicOnlyAgent } from './public-addresses.ts'

test.each([
  ['127.0.0.1', false],
  ['127.8.9.1', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['8.8.8.8', true],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:db8::1', false],
  ['2606:4700:4700::1111', true],
  ['localhost', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected)
})

/** Answers each question with the next of these. */
const answering = (...answers: readonly string[]): LookUp => {
  const left = [...answers]
  return (_host, _options, done) => {
    const address = left.shift() ?? ''
    done(null, [{ address, family: 4 }])
  }
}

test('a host is refused by any of its addresses, however it is written', async () => {
  for (const host of ['127.0.0.1', '[::1]', '169.254.169.254']) {
    await expect(assertPublicHost(host)).rejects.toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
  }
  await expect(assertPublicHost('erp.example', answering('10.0.0.1'))).rejects.toMatchObject({
    code: 'ADDRESS_NOT_PUBLIC',
  })
  const both: LookUp = (_host, _options, done) =>
    done(null, [
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
  await expect(assertPublicHost('erp.example', both)).rejects.toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' })
  await assertPublicHost('erp.example', answering('8.8.8.8'))
  const nobody: LookUp = (_host, _options, done) => done(new Error('ENOTFOUND'), [])
  await expect(assertPublicHost('nowhere.example', nobody)).rejects.toMatchObject({ code: 'HOST_UNRESOLVED' })
})

test('a name that leads elsewhere by now is refused when it is connected to, and nothing is sent', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end('inside')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const find = answering('8.8.8.8', '127.0.0.1')
  await assertPublicHost('erp.example', find)
  const agent = publicOnlyAgent({}, find)
  for (const host of ['erp.example', '127.0.0.1', 'localhost']) {
    const lookedUp = host === 'localhost' ? publicOnlyAgent({}) : agent
    await expect(request(`http://${host}:${port}/`, { dispatcher: lookedUp })).rejects.toMatchObject({
      code: 'ADDRESS_NOT_PUBLIC',
    })
    if (lookedUp !== agent) await lookedUp.destroy()
  }
  expect(asked).toBe(0)
  await agent.destroy()
  await new Promise((resolve) => server.close(resolve))
})
