import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { View } from './connections.ts'
import type { Shop } from './shop.ts'

/** Files that an app puts down before it names them in a call. */
export interface StagedUploads {
  /** Answers `POST` and `PUT` below `/staged-uploads`. */
  receive(request: SandboxRequest): SandboxResponse
  file(key: string): Buffer | undefined
  readonly roots: View
}

interface TargetInput {
  readonly filename: string
  readonly mimeType: string
  readonly httpMethod?: 'POST' | 'PUT' | null
}

export const UPLOAD_PATH = '/staged-uploads/'

export function createStagedUploads(shop: Shop, baseUrl: () => string): StagedUploads {
  const expected = new Set<string>()
  const files = new Map<string, Buffer>()
  const keep = (key: string, content: Buffer): SandboxResponse => {
    if (!expected.has(key)) return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
    files.set(key, content)
    return {
      status: 201,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version='1.0' encoding='UTF-8'?><PostResponse><Key>${key}</Key></PostResponse>`,
    }
  }
  const target = ({ filename, mimeType, httpMethod }: TargetInput): View => {
    const key = `tmp/${shop.config.id}/bulk/${shop.ids.uuid()}/${filename}`
    expected.add(key)
    const url = `${baseUrl()}${UPLOAD_PATH}`
    const common = [
      { name: 'Content-Type', value: mimeType },
      { name: 'acl', value: 'private' },
    ]
    if (httpMethod !== 'POST') return { url: url + key, resourceUrl: url + key, parameters: common }
    const form = [
      { name: 'success_action_status', value: '201' },
      { name: 'key', value: key },
      { name: 'policy', value: shop.ids.token(24) },
      { name: 'x-goog-signature', value: shop.ids.token(24) },
    ]
    return { url, resourceUrl: url, parameters: [...common, ...form] }
  }
  return {
    receive(request) {
      if (request.method === 'PUT')
        return keep(decodeURIComponent(request.path.slice(UPLOAD_PATH.length)), request.body)
      const parts = multipart(request)
      const file = parts.get('file')
      return file === undefined
        ? { status: 400, body: '<Error><Code>MalformedPOSTRequest</Code></Error>' }
        : keep(parts.get('key')?.toString('utf8') ?? '', file)
    },
    file: (key) => files.get(key),
    roots: {
      stagedUploadsCreate: ({ input }: { input: readonly TargetInput[] }) => ({
        stagedTargets: input.map(target),
        userErrors: [],
      }),
    },
  }
}

/** The parts of a form by name. */
function multipart({ headers, body }: SandboxRequest): Map<string, Buffer> {
  const parts = new Map<string, Buffer>()
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined) return parts
  const mark = Buffer.from(`--${boundary}`)
  for (let at = body.indexOf(mark); at !== -1;) {
    const next = body.indexOf(mark, at + mark.length)
    if (next === -1) break
    const headEnd = body.indexOf('\r\n\r\n', at)
    const name = /name="([^"]*)"/.exec(body.toString('utf8', at, headEnd))?.[1]
    // The line break before the next mark belongs to the mark.
    if (name !== undefined && headEnd !== -1) parts.set(name, body.subarray(headEnd + 4, next - 2))
    at = next
  }
  return parts
}
