import { connect } from 'node:net'
import type { Random } from './mutate.ts'
import { pick } from './mutate.ts'

const head = (path: string, lines: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', ...lines, '', ''].join('\r\n')

/** What no well-behaved client sends: broken off, contradictory, endless or not HTTP at all. */
export const rawRequest = (random: Random, path: string): string =>
  pick<() => string>(random, [
    () => 'GET',
    () => '\0\0\0\0\r\n\r\n',
    () => 'nonsense\r\n\r\n',
    () => `POST ${path} HTTP/9.9\r\n\r\n`,
    () => `POST ${path} HTTP/1.1\r\n\r\n`,
    () => head(path, ['content-length: 500']) + '{"id":1',
    () => head(path, ['content-length: -5']),
    () => head(path, ['content-length: 5', 'content-length: 6']) + '{}{}{}',
    () => head(path, ['content-length: 2', 'transfer-encoding: chunked']) + '0\r\n\r\n',
    () => head(path, ['transfer-encoding: chunked']) + 'zz\r\n{}\r\n0\r\n\r\n',
    () => head(path, ['transfer-encoding: chunked']) + '2\r\n{}\r\n',
    () => head(path, ['transfer-encoding: gzip, x', 'content-length: 2']) + '{}',
    () => head(path, [`x-long: ${'a'.repeat(20_000)}`]),
    () => head(path, ['x bad name: 1']),
    () => head(path, ['expect: 200-maybe', 'content-length: 2']) + '{}',
    () => head(path, ['upgrade: websocket', 'connection: upgrade', 'content-length: 2']) + '{}',
    () => head(`${path}${'/..'.repeat(2000)}`, []),
    () => head('*', []),
    () => `${head(path, ['content-length: 0'])}${head(path, ['content-length: 0'])}`,
  ])()

/** Sends bytes and goes away after the first answer, or after a moment without one. Resolves with the statuses that came. */
export function sendRaw(port: number, bytes: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const patience = setTimeout(() => socket.resetAndDestroy(), 50)
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(patience)
      resolve([...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1])))
    })
  })
}
