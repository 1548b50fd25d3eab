import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '#lib/clock'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly got: Received[]
}

/** An endpoint that keeps what it got; `answer` says the status, or `null` for silence. */
export async function receiver(answer: (count: number) => number | null = () => 200): Promise<Receiver> {
  const got: Received[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      got.push({ headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') })
      const status = answer(got.length)
      if (status !== null) outgoing.writeHead(status).end('noted')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A clock that does not wait, and remembers for how long it was asked to. */
export function hastyClock(): { readonly clock: Clock; readonly slept: number[] } {
  const slept: number[] = []
  const clock: Clock = {
    now: () => new Date('2026-11-21T11:00:00Z'),
    sleep: (ms) => {
      slept.push(ms)
      return Promise.resolve()
    },
  }
  return { clock, slept }
}
