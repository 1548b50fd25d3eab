import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Fault, Faults } from './faults.ts'

export interface SandboxRequest {
  readonly method: string
  /** Path without the query, as it was sent (percent-encoded). */
  readonly path: string
  readonly query: URLSearchParams
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface SandboxResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
}

/** One request that a sandbox answered, for tests that look at the traffic. */
export interface Traffic {
  readonly request: SandboxRequest
  readonly response: SandboxResponse
  readonly fault: Fault | null
}

export interface SandboxServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  readonly faults: Faults
  /** The newest exchanges, oldest first; at most `keepTraffic` of them. */
  readonly traffic: readonly Traffic[]
  /** Number of requests answered since the start, struck ones included. */
  readonly requestCount: number
  stop(): Promise<void>
}

export interface SandboxServerOptions {
  readonly port?: number
  readonly maxBodyBytes?: number
  readonly keepTraffic?: number
  readonly faults?: Faults
  /** The whole answer when a body is larger than `maxBodyBytes`. */
  readonly tooLarge?: SandboxResponse
  handle(request: SandboxRequest): SandboxResponse | Promise<SandboxResponse>
}

/** Starts an HTTP server on loopback that answers with `handle` and misbehaves as its `faults` say. */
export async function startSandboxServer(options: SandboxServerOptions): Promise<SandboxServer> {
  const faults = options.faults ?? new Faults()
  const traffic: Traffic[] = []
  let requestCount = 0
  const server = createServer((incoming, outgoing) => {
    requestCount += 1
    answer(incoming, outgoing, options, faults, (seen) => {
      traffic.push(seen)
      if (traffic.length > (options.keepTraffic ?? 200)) traffic.shift()
    }).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' })
      outgoing.end(`sandbox fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    })
  })
  server.keepAliveTimeout = 60_000
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faults,
    traffic,
    get requestCount() {
      return requestCount
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: SandboxServerOptions,
  faults: Faults,
  seen: (traffic: Traffic) => void,
): Promise<void> {
  const body = await readBody(incoming, options.maxBodyBytes ?? 25 * 1024 * 1024)
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  const request: SandboxRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: body ?? Buffer.alloc(0),
  }
  if (body === null) return send(outgoing, options.tooLarge ?? { status: 413, body: 'Request Entity Too Large' })
  const fault = faults.take(`${request.method} ${request.path}`)
  if (fault?.kind === 'delay') await delay(fault.ms)
  if (fault?.kind === 'reset-before') return void incoming.socket.destroy()
  if (fault?.kind === 'status') {
    const response = { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' }
    seen({ request, response, fault })
    return send(outgoing, response)
  }
  const response = disturb(await options.handle(request), fault)
  seen({ request, response, fault })
  if (fault?.kind === 'delay-after') await delay(fault.ms)
  if (fault?.kind === 'reset-after') return void incoming.socket.destroy()
  send(outgoing, response)
}

function disturb(response: SandboxResponse, fault: Fault | null): SandboxResponse {
  if (fault?.kind === 'status-after') return { status: fault.status, body: fault.body ?? 'Internal Server Error' }
  if (fault?.kind === 'wrong-answer') {
    return { ...response, headers: { 'content-type': fault.contentType ?? 'text/html' }, body: fault.body }
  }
  return response
}

function send(outgoing: ServerResponse, { status, headers = {}, body }: SandboxResponse): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  outgoing.writeHead(status, { 'content-type': type, ...headers, 'content-length': String(Buffer.byteLength(text)) })
  outgoing.end(text)
}

/** The whole body, or `null` when it is larger than allowed (the rest is read and dropped so that the client sees the answer). */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
  }
  return size > maxBytes ? null : Buffer.concat(chunks)
}
