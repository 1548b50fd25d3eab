import { type SandboxRequest, type SandboxResponse, startSandboxServer } from '#sandboxes/kit/server'

/** Stands between Tillbridge and a system, and can stop single requests at a known instant, or lose their answers. */
export interface Gateway extends AsyncDisposable {
  readonly url: string
  /**
   * Stops the next request that `matches`: `before` it reaches the system, or `after` it had its effect there and before the
   * answer is handed on. Resolves once a request stands there; it stands for ever.
   */
  hold(when: 'before' | 'after', matches: (request: SandboxRequest) => boolean): Promise<void>
  /**
   * The answer to the next request that `matches` is lost after the system did what was asked: the caller hears only that something is
   * out of order.
   */
  lose(matches: (request: SandboxRequest) => boolean): void
  /** How many answers are still to be lost. */
  readonly left: number
}

interface Hold {
  readonly when: 'before' | 'after'
  matches(request: SandboxRequest): boolean
  arrived(): void
}

const NEVER = new Promise<never>(() => {})
const LOST = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' }

/** Takes out the first that wants this request. */
function takeFrom<T extends Pick<Hold, 'matches'>>(list: T[], request: SandboxRequest): T | undefined {
  const index = list.findIndex((one) => one.matches(request))
  return index === -1 ? undefined : list.splice(index, 1)[0]
}

export async function startGateway(targetUrl: string): Promise<Gateway> {
  const holds: Hold[] = []
  const losses: Pick<Hold, 'matches'>[] = []
  const server = await startSandboxServer({
    keepTraffic: 0,
    async handle(request) {
      const hold = takeFrom(holds, request)
      const isLost = takeFrom(losses, request) !== undefined
      const response = hold?.when === 'before' ? null : await forward(targetUrl, request)
      hold?.arrived()
      if (hold !== undefined || response === null) return NEVER
      return isLost ? LOST : response
    },
  })
  return {
    url: server.url,
    hold: (when, matches) => new Promise<void>((resolve) => holds.push({ when, matches, arrived: resolve })),
    lose: (matches) => void losses.push({ matches }),
    get left() {
      return losses.length
    },
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

/** A request as patterns of `ErpSide.writing` look at it: `METHOD /path body`. */
export const requestText = ({ method, path, body }: SandboxRequest): string =>
  `${method} ${path} ${body.toString('utf8')}`
