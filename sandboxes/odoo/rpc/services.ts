import { keyError, OdooError, typeError } from '#sandboxes/odoo/errors'
import type { Installation } from '#sandboxes/odoo/installation'
import type { Values } from '#sandboxes/odoo/orm/env'
import { authenticate, checkUser, executeKw } from './dispatch.ts'

export const versionAnswer = ({ site: { version } }: Installation): Values => ({
  server_version: `${version}.0`,
  server_version_info: [version, 0, 0, 'final', 0, ''],
  server_serie: `${version}.0`,
  protocol_version: 1,
})

/** The `common`, `db` and `object` services, alike in JSON-RPC and XML-RPC. */
export function callService(
  installation: Installation,
  service: string,
  method: string,
  args: readonly unknown[],
): unknown {
  if (service === 'common') return common(installation, method, args)
  if (service === 'object') return object(installation, method, args)
  if (service === 'db') return database(installation, method)
  throw keyError(service)
}

function common(installation: Installation, method: string, args: readonly unknown[]): unknown {
  if (method === 'version') return versionAnswer(installation)
  if (method !== 'authenticate' && method !== 'login')
    throw new OdooError('builtins.Exception', `Method not found: ${method}`)
  const [database, login, secret] = args
  checkDatabase(installation, database)
  return authenticate(installation, String(login), String(secret)) ?? false
}

function database(installation: Installation, method: string): unknown {
  if (method === 'list') return [installation.databaseName]
  if (method === 'server_version') return `${installation.site.version}.0`
  if (method === 'db_exist') return true
  throw new OdooError('builtins.Exception', `Method not found: ${method}`)
}

function object(installation: Installation, method: string, args: readonly unknown[]): unknown {
  const [databaseName, uid, secret, model, name, positional, named] = args
  if (method !== 'execute_kw' && method !== 'execute')
    throw new OdooError('builtins.NameError', `Method not available ${method}`)
  if (method === 'execute_kw' && args.length < 6) {
    const missing = ['db', 'uid', 'passwd', 'obj', 'method', 'args'].slice(args.length).map((one) => `'${one}'`)
    throw typeError(
      `execute_kw() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${missing.join(' and ')}`,
    )
  }
  checkDatabase(installation, databaseName)
  const user = checkUser(installation, uid, secret)
  if (method === 'execute') return executeKw(installation, user, String(model), String(name), args.slice(5), {})
  return executeKw(installation, user, String(model), String(name), positional as unknown[], (named ?? {}) as Values)
}

/** An unknown database shows PostgreSQL's own error. */
function checkDatabase({ databaseName }: Installation, name: unknown): void {
  if (name === databaseName) return
  throw new OdooError(
    'psycopg2.OperationalError',
    `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${String(name)}" does not exist\n`,
  )
}
