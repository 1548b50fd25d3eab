import { newAgent, request } from '#engine/http-client'
import { publicOnlyAgent } from '#engine/public-addresses'
import { TillbridgeError } from '#lib/errors'

const TIMEOUT_MS = 15_000
const LONGEST_ANSWER = 300

interface Post {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly publicOnly: boolean
  readonly signal: AbortSignal
}

/**
 * Posts JSON and follows no redirect. Answers what the other side said, in one line.
 *
 * @throws {TillbridgeError} when it cannot be reached, or does not take it (anything but 2xx).
 */
export async function postJson({ url, body, headers, publicOnly, signal }: Post): Promise<string> {
  const options = { connect: { timeout: 10_000 }, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS }
  const agent = publicOnly ? publicOnlyAgent(options) : newAgent(options)
  const { host } = new URL(url)
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Tillbridge', ...headers },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const said = `HTTP ${answer.statusCode} ${await beginningOf(answer.body)}`.trim()
    if (answer.statusCode >= 200 && answer.statusCode < 300) return said
    throw notTaken(host, answer.statusCode, said)
  } catch (error) {
    throw failureOf(host, error)
  } finally {
    await agent.destroy()
  }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += chunk.toString('utf8')
    if (text.length >= LONGEST_ANSWER) break
  }
  // Control characters do nothing good in a list or a terminal.
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, LONGEST_ANSWER)
}

function notTaken(host: string, status: number, said: string): TillbridgeError {
  if (status >= 300 && status < 400) {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'ALERT_REDIRECTED',
      message: `${host} sends alerts on to another address (HTTP ${status}), which is not followed.`,
      remedy: 'Enter the address that it leads to.',
    })
  }
  return new TillbridgeError({
    kind: status >= 500 || status === 429 ? 'transient' : 'rejected',
    code: 'ALERT_NOT_TAKEN',
    message: `${host} does not take the alert: ${said}.`,
    remedy: 'Look whether the address is still right, and at the log of what receives it.',
  })
}

function failureOf(host: string, error: unknown): TillbridgeError {
  if (error instanceof TillbridgeError) {
    if (error.code !== 'ADDRESS_NOT_PUBLIC') return error
    return new TillbridgeError({
      kind: 'rejected',
      code: 'ADDRESS_NOT_PUBLIC',
      message: `${host} is in a private network or on this machine. Channels that are made in the dashboard lead to the public internet only.`,
      remedy:
        'Start Tillbridge with TILLBRIDGE_LOCAL_ADDRESSES=yes where systems of your own network shall be reached, or make this channel with "tillbridge alerts add".',
    })
  }
  const { code = '', name = 'unknown' } = error as { readonly code?: string; readonly name?: string }
  const late = name === 'TimeoutError' || /TIMEOUT/.test(code)
  return new TillbridgeError({
    kind: 'transient',
    code: 'ALERT_UNREACHABLE',
    message: late
      ? `${host} did not answer within ${TIMEOUT_MS / 1000} seconds.`
      : `${host} could not be reached (${code === '' ? name : code}).`,
    remedy: 'Nothing to do if it passes; otherwise check the address, and that what receives alerts runs.',
  })
}
