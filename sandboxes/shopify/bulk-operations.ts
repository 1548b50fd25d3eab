import { setImmediate as turn } from 'node:timers/promises'
import type { DocumentNode } from 'graphql'
import type { SandboxResponse } from '#sandboxes/kit/server'
import { planBulkMutation } from './bulk-mutation.ts'
import { type BulkObject, type BulkPage, type BulkRoot, planBulkQuery } from './bulk-query.ts'
import { connection, type ConnectionArgs, type View } from './connections.ts'
import type { CallContext, PlainResult } from './graphql.ts'
import { refuse } from './graphql-errors.ts'
import { gid, numericId } from './ids.ts'
import { instant, instantOrNull } from './money-view.ts'
import { searchOver, zonedText } from './search.ts'
import type { Shop } from './shop.ts'
import type { StagedUploads } from './staged-uploads.ts'
import type { NumericId } from './state.ts'
import { type UserError, userError } from './user-errors.ts'

type Status = 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELING' | 'CANCELED'

/** A query or mutation that runs over everything, behind the answer. */
interface Operation {
  readonly id: NumericId
  readonly type: 'QUERY' | 'MUTATION'
  readonly text: string
  readonly createdAt: Date
  status: Status
  errorCode: string | null
  completedAt: Date | null
  objectCount: number
  rootObjectCount: number
  /** Where the result is kept once there is one. */
  token: string | null
  fileSize: number | null
}

/** How operations are run, for tests. */
export interface Bulk {
  /** While true, operations that were asked for wait. */
  paused: boolean
  /** Resolves when none waits or runs. */
  settled(): Promise<void>
}

export interface BulkOperations extends Bulk {
  readonly roots: View
  view(id: string): View | null
  /** Answers `GET` of a result. */
  download(path: string): SandboxResponse
}

/** What running an operation needs of the server around it. */
export interface BulkHost {
  readonly uploads: StagedUploads
  baseUrl(): string
  run(document: DocumentNode, variables: BulkObject, call: CallContext): Promise<PlainResult>
}

const RUNNING_LIMIT = 5
const FILE_LIMIT = 100 * 1024 * 1024
const TEXT_LIMIT = 65_535
export const RESULT_PATH = '/bulk-results/'

interface State {
  readonly shop: Shop
  readonly host: BulkHost
  readonly all: Operation[]
  readonly results: Map<string, string>
  readonly waiting: (() => void)[]
  running: number
  paused: boolean
  waiters: (() => void)[]
}

export function createBulkOperations(shop: Shop, host: BulkHost): BulkOperations {
  const state: State = { shop, host, all: [], results: new Map(), waiting: [], running: 0, paused: false, waiters: [] }
  const view = (id: string): View | null => {
    const number = numericId(id, 'BulkOperation')
    if (number === null) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${id}`)
    const found = state.all.find((entry) => entry.id === number)
    return found === undefined ? null : operationView(state, found)
  }
  return {
    get paused() {
      return state.paused
    },
    set paused(paused) {
      state.paused = paused
      if (!paused) for (const start of state.waiting.splice(0)) start()
    },
    settled: () =>
      new Promise((resolve) => {
        if (state.running === 0) resolve()
        else state.waiters.push(resolve)
      }),
    view,
    download(path) {
      const result = state.results.get(path.slice(RESULT_PATH.length).replace(/\.jsonl$/, ''))
      if (result === undefined) return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
      return { status: 200, headers: { 'content-type': 'application/jsonl' }, body: result }
    },
    roots: { ...queries(state, view), ...mutations(state) },
  }
}

interface ListArgs extends ConnectionArgs {
  readonly query?: string | null
}

const queries = (state: State, view: (id: string) => View | null): View => ({
  bulkOperation: ({ id }: { id: string }) => view(id),
  currentBulkOperation: ({ type }: { type?: string | null }) => {
    const found = state.all.findLast((entry) => entry.type === (type ?? 'QUERY'))
    return found === undefined ? null : operationView(state, found)
  },
  bulkOperations: (args: ListArgs) => {
    const matches = searchOver<Operation>(args.query, state.shop.config.ianaTimezone, {
      texts: { status: (entry) => [entry.status], operation_type: (entry) => [entry.type] },
      dates: { created_at: (entry) => entry.createdAt },
      numbers: { id: (entry) => entry.id },
    })
    return connection(state.all.filter(matches), args, (entry) => operationView(state, entry))
  },
})

interface QueryArgs {
  readonly query: string
  readonly groupObjects?: boolean | null
}

interface MutationArgs {
  readonly mutation: string
  readonly stagedUploadPath: string
  readonly clientIdentifier?: string | null
}

const mutations = (state: State): View => ({
  bulkOperationRunQuery: ({ query, groupObjects }: QueryArgs, call: CallContext) => {
    const refused = (...errors: UserError[]): View => ({ bulkOperation: null, userErrors: errors })
    const size = Buffer.byteLength(query)
    if (size > TEXT_LIMIT) {
      const message = `Query is too large (${size} bytes; maximum is ${TEXT_LIMIT} bytes)`
      return refused(userError(['query'], message, 'INVALID'))
    }
    const plan = planBulkQuery(query)
    if ('refused' in plan) return refused(...plan.refused.map((message) => userError(['query'], message, 'INVALID')))
    const busy = busyError(state, 'QUERY')
    if (busy !== null) return refused(busy)
    const operation = begin(state, 'QUERY', query)
    launch(state, operation, () => runQuery(state, operation, plan.roots, groupObjects === true, call))
    return { bulkOperation: operationView(state, operation), userErrors: [] }
  },
  bulkOperationRunMutation: (args: MutationArgs, call: CallContext) => {
    const refused = (error: UserError): View => ({ bulkOperation: null, userErrors: [error] })
    const plan = planBulkMutation(args.mutation)
    if ('error' in plan) return refused(plan.error)
    const file = state.host.uploads.file(args.stagedUploadPath)
    const fault = identifierFault(args.clientIdentifier) ?? busyError(state, 'MUTATION') ?? fileFault(file)
    if (fault !== null || file === undefined) return refused(fault ?? userError(null, NO_FILE, 'NO_SUCH_FILE'))
    const operation = begin(state, 'MUTATION', args.mutation)
    launch(state, operation, () => runMutation(state, operation, plan.document, file, call))
    return { bulkOperation: operationView(state, operation), userErrors: [] }
  },
  bulkOperationCancel: ({ id }: { id: string }) => {
    const found = state.all.find((entry) => entry.id === numericId(id, 'BulkOperation'))
    if (found === undefined)
      return { bulkOperation: null, userErrors: [userError(['id'], 'Bulk operation does not exist')] }
    if (!isUnderWay(found)) {
      const message = `A bulk operation cannot be canceled when it is ${found.status.toLowerCase()}`
      return { bulkOperation: operationView(state, found), userErrors: [userError(null, message)] }
    }
    found.status = 'CANCELING'
    return { bulkOperation: operationView(state, found), userErrors: [] }
  },
})

const isUnderWay = ({ status }: Operation): boolean => status === 'CREATED' || status === 'RUNNING'

function busyError(state: State, type: Operation['type']): UserError | null {
  const active = state.all.filter((entry) => entry.type === type && isUnderWay(entry))
  if (active.length < RUNNING_LIMIT) return null
  const ids = active.map((entry) => gid('BulkOperation', entry.id)).join(', ')
  const message = `A bulk ${type.toLowerCase()} operation for this app and shop is already in progress: ${ids}.`
  return userError(null, message, 'OPERATION_IN_PROGRESS')
}

function identifierFault(identifier: string | null | undefined): UserError | null {
  if (identifier == null) return null
  const wrong = (why: string): UserError => userError(['clientIdentifier'], why, 'INVALID_MUTATION')
  if (identifier.length < 10) return wrong('is too short (minimum is 10 characters)')
  return identifier.length > 255 ? wrong('is too long (maximum is 255 characters)') : null
}

const NO_FILE =
  "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument."

function fileFault(file: Buffer | undefined): UserError | null {
  if (file === undefined) return userError(null, NO_FILE, 'NO_SUCH_FILE')
  if (file.length > FILE_LIMIT) {
    const message = 'The input file size exceeds the maximum allowed size of 100 MB.'
    return userError(null, message, 'INVALID_STAGED_UPLOAD_FILE')
  }
  if (file.toString('utf8').trim() !== '') return null
  return userError(null, 'The input file is empty.', 'INVALID_STAGED_UPLOAD_FILE')
}

function begin({ shop, all }: State, type: Operation['type'], text: string): Operation {
  const operation: Operation = {
    id: shop.ids.next('BulkOperation'),
    type,
    text,
    createdAt: shop.clock.now(),
    status: 'CREATED',
    errorCode: null,
    completedAt: null,
    objectCount: 0,
    rootObjectCount: 0,
    token: null,
    fileSize: null,
  }
  all.push(operation)
  return operation
}

function launch(state: State, operation: Operation, work: () => Promise<readonly string[]>): void {
  state.running += 1
  const start = (): void => {
    void turn().then(async () => {
      if (operation.status === 'CREATED') operation.status = 'RUNNING'
      finish(state, operation, operation.status === 'RUNNING' ? await work() : [])
    })
  }
  if (state.paused) state.waiting.push(start)
  else start()
}

function finish(state: State, operation: Operation, lines: readonly string[]): void {
  const { shop, results } = state
  if (operation.status === 'CANCELING') operation.status = 'CANCELED'
  else operation.status = operation.errorCode === null ? 'COMPLETED' : 'FAILED'
  operation.completedAt = shop.clock.now()
  if (lines.length > 0) {
    const text = `${lines.join('\n')}\n`
    operation.token = shop.ids.token(40)
    operation.fileSize = Buffer.byteLength(text)
    results.set(operation.token, text)
  }
  const time = (at: Date | null): string | null => (at === null ? null : zonedText(shop.config.ianaTimezone, at))
  shop.emit({
    topic: 'bulk_operations/finish',
    order: null,
    subjectId: operation.id,
    body: {
      admin_graphql_api_id: gid('BulkOperation', operation.id),
      completed_at: time(operation.completedAt),
      created_at: time(operation.createdAt),
      error_code: operation.errorCode?.toLowerCase() ?? null,
      status: operation.status.toLowerCase(),
      type: operation.type.toLowerCase(),
    },
  })
  state.running -= 1
  if (state.running === 0) for (const resolve of state.waiters.splice(0)) resolve()
}

async function runQuery(
  { host }: State,
  operation: Operation,
  roots: readonly BulkRoot[],
  grouped: boolean,
  call: CallContext,
): Promise<string[]> {
  const written: string[] = []
  for (const root of roots) {
    let after: string | null = null
    do {
      const result: PlainResult = await host.run(root.document, { bulkAfter: after }, { ...call, bulk: true })
      const page: BulkPage | undefined = result.data?.[root.key] as BulkPage | undefined
      const [error] = result.errors ?? []
      if (error !== undefined)
        operation.errorCode = error.extensions['code'] === 'ACCESS_DENIED' ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR'
      if (page === undefined || error !== undefined) return written
      const lines: BulkObject[] = []
      for (const { node } of page.edges) root.lines(node, null, lines)
      // Without grouping a child stands anywhere behind its parent.
      const sorted = grouped ? lines : [...lines.filter(isRoot), ...lines.filter((line) => !isRoot(line))]
      written.push(...sorted.map((line) => JSON.stringify(line)))
      operation.objectCount += lines.length
      operation.rootObjectCount += page.edges.length
      after = page.bulkPageInfo.hasNextPage ? page.bulkPageInfo.endCursor : null
      await turn()
    } while (after !== null && operation.status === 'RUNNING')
  }
  return written
}

const isRoot = (line: BulkObject): boolean => !('__parentId' in line)

async function runMutation(
  { host }: State,
  operation: Operation,
  document: DocumentNode,
  file: Buffer,
  call: CallContext,
): Promise<string[]> {
  const written: string[] = []
  const lines = file
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  for (const [number, line] of lines.entries()) {
    if (operation.status !== 'RUNNING') break
    const result = await runLine(host, document, line, call)
    const text = JSON.stringify({ ...result, __lineNumber: number })
    // Lines are worked on side by side, so that they end in no order: here each second one comes before the first.
    if (number % 2 === 1) written.splice(-1, 0, text)
    else written.push(text)
    operation.objectCount += 1
    operation.rootObjectCount += 1
    if (number % 50 === 0) await turn()
  }
  return written
}

async function runLine(host: BulkHost, document: DocumentNode, line: string, call: CallContext): Promise<PlainResult> {
  let variables: BulkObject
  try {
    variables = JSON.parse(line) as BulkObject
  } catch {
    return { errors: [refuse('INVALID_JSON', 'Invalid JSON on this line.')] }
  }
  return host.run(document, variables, { ...call, bulk: true })
}

function operationView({ host }: State, operation: Operation): View {
  const { status, token } = operation
  const url = token === null ? null : `${host.baseUrl()}${RESULT_PATH}${token}.jsonl`
  return {
    __typename: 'BulkOperation',
    id: gid('BulkOperation', operation.id),
    status,
    type: operation.type,
    query: operation.text,
    errorCode: operation.errorCode,
    createdAt: instant(operation.createdAt),
    completedAt: instantOrNull(operation.completedAt),
    objectCount: String(operation.objectCount),
    rootObjectCount: String(operation.rootObjectCount),
    fileSize: operation.fileSize === null ? null : String(operation.fileSize),
    url: status === 'COMPLETED' ? url : null,
    partialDataUrl: status === 'FAILED' || status === 'CANCELED' ? url : null,
  }
}
