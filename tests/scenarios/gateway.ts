import { type SandboxRequest, type SandboxResponse, startSandboxServer } from '#sandboxes/kit/server'

/** Stands between Tillbridge and a system, and can stop single requests at a known instant. */
export interface Gateway extends AsyncDisposable {
  readonly url: string
  /**
   * Stops the next request that `matches`: `before` it reaches the system, or `after` it had its effect there and before the
   * answer is handed on. Resolves once a request stands there; it stands for ever.
   */
  hold(when: 'before' | 'after', matches: (request: SandboxRequest) => boolean): Promise<void>
}

interface Hold {
  readonly when: 'before' | 'after'
  matches(request: SandboxRequest): boolean
  arrived(): void
}

const NEVER = new Promise<never>(() => {})

export async function startGateway(targetUrl: string): Promise<Gateway> {
  const holds: Hold[] = []
  const server = await startSandboxServer({
    keepTraffic: 0,
    async handle(request) {
      const index = holds.findIndex((hold) => hold.matches(request))
      const [hold] = index === -1 ? [] : holds.splice(index, 1)
      const response = hold?.when === 'before' ? null : await forward(targetUrl, request)
      hold?.arrived()
      return hold !== undefined || response === null ? NEVER : response
    },
  })
  return {
    url: server.url,
    hold: (when, matches) => new Promise<void>((resolve) => holds.push({ when, matches, arrived: resolve })),
    [Symbol.asyncDispose]: server.stop,
  }
}

async function forward(targetUrl: string, request: SandboxRequest): Promise<SandboxResponse> {
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers
  const query = request.query.size === 0 ? '' : `?${request.query.toString()}`
  const response = await fetch(`${targetUrl}${request.path}${query}`, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(request.body.length === 0 ? {} : { body: new Uint8Array(request.body) }),
  })
  const {
    'content-length': _size,
    'content-encoding': _encoding,
    connection: _open,
    ...answered
  } = Object.fromEntries(response.headers)
  return { status: response.status, headers: answered, body: await response.text() }
}
