import { z } from 'zod'
import type { Context } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { graphql, type Operation } from './client.ts'
import { userErrors, type UserErrors } from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'

type ShopifyContext = Context<ShopifySettings>

const operation = z.object({
  id: z.string(),
  status: z.string(),
  errorCode: z.string().nullish(),
  url: z.string().nullish(),
})
type BulkOperation = z.output<typeof operation>
const started = z.object({ bulkOperation: operation.nullish(), userErrors }).nullable()

const FIELDS = 'id status errorCode url'

export const BULK_QUERY: Operation<{ bulkOperationRunQuery: z.output<typeof started> }> = {
  name: 'BulkQuery',
  text: `mutation BulkQuery($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { ${FIELDS} } userErrors { field message code } }
}`,
  cost: 10,
  // It changes nothing in the shop; a second one that reads the same does no harm.
  effect: 'read',
  data: z.object({ bulkOperationRunQuery: started }),
}

export const BULK_MUTATION: Operation<{ bulkOperationRunMutation: z.output<typeof started> }> = {
  name: 'BulkMutation',
  text: `mutation BulkMutation($mutation: String!, $path: String!, $client: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path, clientIdentifier: $client) {
    bulkOperation { ${FIELDS} } userErrors { field message code }
  }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ bulkOperationRunMutation: started }),
}

export const BULK_STATE: Operation<{ bulkOperation: BulkOperation | null }> = {
  name: 'BulkState',
  text: `query BulkState($id: ID!) { bulkOperation(id: $id) { ${FIELDS} } }`,
  cost: 1,
  effect: 'read',
  data: z.object({ bulkOperation: operation.nullable() }),
}

const target = z.object({
  url: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
})
export const STAGE_UPLOAD: Operation<{
  stagedUploadsCreate: { stagedTargets?: z.output<typeof target>[] | null | undefined; userErrors: UserErrors } | null
}> = {
  name: 'StageUpload',
  text: `mutation StageUpload($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) { stagedTargets { url parameters { name value } } userErrors { field message } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({
    stagedUploadsCreate: z.object({ stagedTargets: z.array(target).nullish(), userErrors }).nullable(),
  }),
}

/** The lines of a bulk export, as they come: each object before its children. */
export async function* bulkLines(context: ShopifyContext, query: string): AsyncGenerator<unknown> {
  const { bulkOperationRunQuery: answer } = await graphql(context, BULK_QUERY, { query })
  yield* resultOf(context, begun(answer))
}

/** Runs a mutation once per line of `variables`. Answers a line per line, in the order in which they were done. */
export async function* bulkMutate(
  context: ShopifyContext,
  mutation: string,
  variables: readonly object[],
  key: string,
): AsyncGenerator<unknown> {
  const path = await upload(context, variables)
  // At least ten characters, at most 255.
  const client = `tillbridge ${key}`.slice(0, 255)
  const { bulkOperationRunMutation: answer } = await graphql(context, BULK_MUTATION, { mutation, path, client })
  yield* resultOf(context, begun(answer))
}

function begun(answer: z.output<typeof started>): BulkOperation {
  const [error] = answer?.userErrors ?? []
  if (answer?.bulkOperation != null && error === undefined) return answer.bulkOperation
  throw new TillbridgeError({
    kind: error?.code === 'OPERATION_IN_PROGRESS' ? 'transient' : 'rejected',
    code: error?.code === 'OPERATION_IN_PROGRESS' ? 'SHOPIFY_BULK_BUSY' : 'SHOPIFY_BULK_REFUSED',
    message: `Shopify does not start a bulk operation: ${error?.message ?? 'it says nothing'}`,
    remedy: 'Wait until the other bulk operations of this app have ended, then try again.',
  })
}

const FIRST_LOOK_MS = 100
const LONGEST_WAIT_MS = 10_000

async function* resultOf(context: ShopifyContext, begunOperation: BulkOperation): AsyncGenerator<unknown> {
  let current = begunOperation
  // There is no other way to learn of its end: waiting is part of the operation, not a retry.
  for (let wait = FIRST_LOOK_MS; isUnderWay(current); wait = Math.min(LONGEST_WAIT_MS, wait * 1.5)) {
    await context.clock.sleep(wait, context.signal)
    context.signal.throwIfAborted()
    const { bulkOperation } = await graphql(context, BULK_STATE, { id: current.id })
    if (bulkOperation !== null) current = bulkOperation
  }
  // A result that broke off would look like a shop with fewer products.
  if (current.status !== 'COMPLETED') throw broken(current)
  if (current.url == null) return
  yield* download(context, current.url)
}

const isUnderWay = ({ status }: BulkOperation): boolean =>
  status === 'CREATED' || status === 'RUNNING' || status === 'CANCELING'

const broken = ({ status, errorCode }: BulkOperation): TillbridgeError =>
  new TillbridgeError({
    kind: 'transient',
    code: 'SHOPIFY_BULK_BROKEN',
    message: `A bulk operation of Shopify ended without a whole result (${errorCode ?? status}).`,
  })

/** Results lie at an address of their own, signed, without our credentials. */
async function* download(context: ShopifyContext, url: string): AsyncGenerator<unknown> {
  const body = await context.wire.send(
    { action: 'DOWNLOAD', address: new URL(url).origin, effect: 'read', cost: 0 },
    async (signal) => {
      const response = await fetch(url, { signal })
      if (response.ok && response.body !== null) return response.body
      throw failed(`answered ${response.status}`)
    },
  )
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line) as unknown
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as unknown
}

const failed = (why: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'transient',
    code: 'SHOPIFY_BULK_BROKEN',
    message: `The file of a bulk operation could not be moved: its store ${why}.`,
  })

/** Puts the variables down, one line each, and answers where. */
async function upload(context: ShopifyContext, variables: readonly object[]): Promise<string> {
  const { stagedUploadsCreate: answer } = await graphql(context, STAGE_UPLOAD, {
    input: [
      {
        resource: 'BULK_MUTATION_VARIABLES',
        filename: 'variables.jsonl',
        mimeType: 'text/jsonl',
        httpMethod: 'POST',
      },
    ],
  })
  const [staged] = answer?.stagedTargets ?? []
  const path = staged?.parameters.find(({ name }) => name === 'key')?.value
  if (staged === undefined || path === undefined) throw failed('named no place for it')
  const content = variables.map((line) => JSON.stringify(line)).join('\n')
  await context.wire.send(
    { action: 'UPLOAD', address: new URL(staged.url).origin, effect: 'write', cost: 0 },
    async (signal) => {
      const form = new FormData()
      for (const { name, value } of staged.parameters) form.append(name, value)
      form.append('file', new Blob([content], { type: 'text/jsonl' }), 'variables.jsonl')
      const response = await fetch(staged.url, { method: 'POST', body: form, signal })
      if (!response.ok) throw failed(`answered ${response.status}`)
    },
  )
  return path
}
