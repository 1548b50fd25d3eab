import { Agent, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface Post {
  readonly url: string
  /** Default `POST`. */
  readonly method?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

/** What came of it. A redirect is an answer; nothing follows it. */
export interface PostAnswer {
  /** `null` without an answer. */
  readonly status: number | null
  readonly text: string | null
  /** The other side took the request and said nothing in time. */
  readonly timedOut: boolean
  /** Why there is no answer. */
  readonly error: string | null
}

export interface Poster {
  send(post: Post): Promise<PostAnswer>
  /** Aborts when it is stopped: for what waits to be sent again. */
  readonly stopped: AbortSignal
  /** Breaks off what is under way. */
  stop(): void
}

/** Sends webhooks as a vendor does, by real HTTP, over at most so many connections that are kept. */
export function createPoster(maxSockets: number): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets })
  const stopping = new AbortController()
  return {
    stopped: stopping.signal,
    send: (post) => send(post, agent, stopping.signal),
    stop() {
      stopping.abort()
      agent.destroy()
    },
  }
}

function send({ url, method = 'POST', headers, body, timeoutMs }: Post, agent: Agent, signal: AbortSignal) {
  const secure = url.startsWith('https:')
  return new Promise<PostAnswer>((resolve) => {
    let timedOut = false
    const fail = (error: unknown): void =>
      resolve({ status: null, text: null, timedOut, error: timedOut ? 'Read timed out' : String(error) })
    const outgoing = (secure ? httpsRequest : httpRequest)(
      url,
      {
        method,
        ...(secure ? {} : { agent }),
        signal,
        timeout: timeoutMs,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({ status: incoming.statusCode ?? 0, text, timedOut, error: null })
        })
        incoming.on('error', fail)
      },
    )
    outgoing.on('timeout', () => {
      timedOut = true
      outgoing.destroy()
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}
