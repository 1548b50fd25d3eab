import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { Installation } from '#sandboxes/odoo/installation'
import { json2 } from './json-2.ts'
import { jsonRpc, page } from './json-rpc.ts'
import { versionAnswer } from './services.ts'
import { xmlRpc } from './xml-rpc.ts'

/** All doors of the server. */
export function httpHandler(installation: Installation): (request: SandboxRequest) => SandboxResponse {
  const { version } = installation.site
  return (request) => {
    const { path } = request
    if (path === '/jsonrpc') return jsonRpc(installation, request)
    if (path.startsWith('/xmlrpc/')) return xmlRpc(installation, request)
    if (path === '/web/webclient/version_info')
      return { status: 200, body: { jsonrpc: '2.0', id: null, result: versionAnswer(installation) } }
    if (version === 19 && (path === '/web/version' || path === '/json/version'))
      return { status: 200, body: { version_info: [version, 0, 0, 'final', 0, ''], version: `${version}.0` } }
    if (path.startsWith('/json/2/') && version === 19) return json2(installation, request)
    if (path.startsWith('/json/') && version > 17) return toLogin(path)
    if (path === '/doc' && version === 19) return toLogin(path)
    return page(404, 'Not Found', 'The page you are looking for does not exist.')
  }
}

function toLogin(path: string): SandboxResponse {
  const location = `/web/login?redirect=${encodeURIComponent(`${path}?`)}`
  return {
    ...page(303, 'Redirecting...', `You should be redirected automatically to the target URL: ${location}`),
    headers: { 'content-type': 'text/html; charset=utf-8', location },
  }
}
