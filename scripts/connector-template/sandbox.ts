import { type SandboxRequest, type SandboxResponse, type SandboxServer, startSandboxServer } from 'tillbridge/testing'

export interface NewSystemSandbox extends SandboxServer {
  readonly apiKey: string
}

/**
 * New System on this machine, as its documentation says it behaves: credentials, required fields, error bodies, pages, limits. It
 * answers from what it holds, and shares no code with the connector.
 */
export async function startNewSystem(): Promise<NewSystemSandbox> {
  const apiKey = 'sandbox-key'
  function handle({ headers }: SandboxRequest): SandboxResponse {
    if (headers['authorization'] !== `Bearer ${apiKey}`) return { status: 401, body: { error: 'credentials' } }
    return { status: 404, body: { error: 'nothing here' } }
  }
  return Object.assign(await startSandboxServer({ handle }), { apiKey })
}
