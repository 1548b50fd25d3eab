import { type SandboxRequest, startSandboxServer } from '#sandboxes/kit/server'

/** Stands between Tillbridge and a system, and can lose an answer after the system did what was asked. */
export interface LostAnswers extends AsyncDisposable {
  readonly url: string
  /** The answer to the next request that `matches` (`METHOD /path body`) is lost: the caller hears only that something is out of order. */
  lose(matches: RegExp): void
  /** How many are still to be lost. */
  readonly left: number
}

const GATEWAY_LOST_IT = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' }
const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'content-encoding'])

const passedOn = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.has(name)))

export async function startLostAnswers(target: string): Promise<LostAnswers> {
  const losing: RegExp[] = []
  const server = await startSandboxServer({
    keepTraffic: 0,
    async handle(request: SandboxRequest) {
      const { method, path, query, headers, body } = request
      const index = losing.findIndex((matches) => matches.test(`${method} ${path} ${body.toString('utf8')}`))
      if (index !== -1) losing.splice(index, 1)
      const answer = await fetch(`${target}${path}${query.size === 0 ? '' : `?${query.toString()}`}`, {
        method,
        headers: passedOn(Object.entries(headers)),
        redirect: 'manual',
        ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      })
      const text = await answer.text()
      return index === -1 ? { status: answer.status, headers: passedOn(answer.headers), body: text } : GATEWAY_LOST_IT
    },
  })
  return {
    url: server.url,
    lose: (matches) => void losing.push(matches),
    get left() {
      return losing.length
    },
    [Symbol.asyncDispose]: server.stop,
  }
}
