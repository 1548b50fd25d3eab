import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import type { OdooError } from '#sandboxes/odoo/errors'
import type { Installation } from '#sandboxes/odoo/installation'
import { asOdooError, debugText } from './json-rpc.ts'
import { callService } from './services.ts'
import { readCall, writeValue } from './xml-values.ts'

const FAULT_CODES: Readonly<Record<string, number>> = {
  'odoo.exceptions.UserError': 2,
  'odoo.exceptions.ValidationError': 2,
  'odoo.exceptions.MissingError': 2,
  'odoo.exceptions.RedirectWarning': 2,
  'odoo.exceptions.AccessDenied': 3,
  'odoo.exceptions.AccessError': 4,
}

/** `/xmlrpc/2/<service>` with faults by number, `/xmlrpc/<service>` with the older texts. */
export function xmlRpc(installation: Installation, request: SandboxRequest): SandboxResponse {
  const parts = request.path.split('/')
  const old = parts[2] !== '2'
  const answer = (inner: string): SandboxResponse => ({
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: `<?xml version="1.0"?>\n<methodResponse>\n${inner}\n</methodResponse>\n`,
  })
  try {
    const { method, params } = readCall(request.body.toString('utf8'))
    const result = callService(installation, parts.at(-1) ?? '', method, params)
    return answer(`<params>\n<param>\n${writeValue(result)}\n</param>\n</params>\n`)
  } catch (error) {
    return answer(`<fault>\n${writeValue(old ? oldFault(asOdooError(error)) : fault(asOdooError(error)))}\n</fault>\n`)
  }
}

function fault(error: OdooError): Record<string, unknown> {
  const code = FAULT_CODES[error.className] ?? 1
  return { faultCode: code, faultString: code === 1 ? debugText(error) : error.message }
}

function oldFault(error: OdooError): Record<string, unknown> {
  const code = FAULT_CODES[error.className] ?? 1
  if (code === 3) return { faultCode: 'AccessDenied', faultString: error.message }
  if (code === 4)
    return { faultCode: 'warning -- AccessError', faultString: `warning -- AccessError\n\n${error.message}` }
  if (code === 2) return { faultCode: `warning -- UserError\n\n${error.message}`, faultString: '' }
  return { faultCode: error.message, faultString: debugText(error) }
}
