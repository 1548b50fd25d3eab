import {
  type DocumentNode,
  getNamedType,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { adminSchema } from './schema.ts'
import { type UserError, userError } from './user-errors.ts'

const invalid = (message: string): UserError => userError(null, message, 'INVALID_MUTATION')
// As recorded, without a code.
const refused = (message: string): UserError => userError(['mutation'], message)

/** A mutation that is to run once per line, or why it is refused, in the vendor's words. */
export function planBulkMutation(text: string): { readonly document: DocumentNode } | { readonly error: UserError } {
  let document: DocumentNode
  try {
    document = parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const at = error.locations?.[0] ?? { line: 1, column: text.length }
    const what = error.message.includes('<EOF>') ? 'end of file' : 'token'
    return {
      error: invalid(`Failed to parse the mutation - syntax error, unexpected ${what} at [${at.line}, ${at.column}]`),
    }
  }
  const operation = document.definitions.find((entry) => entry.kind === Kind.OPERATION_DEFINITION)
  if (operation?.operation !== 'mutation')
    return { error: invalid('Invalid operation type. Only `mutation` operations are supported.') }
  const fields = operation.selectionSet.selections.filter((entry) => entry.kind === Kind.FIELD)
  if (fields.length !== 1) return { error: refused('You must specify a single top level mutation.') }
  if (/^(bulkOperation|stagedUploads)/.test(fields[0]?.name.value ?? ''))
    return { error: refused('You must use an allowed mutation name.') }
  const [wrong] = validate(adminSchema(), document, specifiedRules)
  if (wrong !== undefined) return { error: invalid(wrong.message) }
  if (connectionCount(document) > 1) return { error: refused('Bulk mutations cannot contain more than 1 connection.') }
  return { document }
}

function connectionCount(document: DocumentNode): number {
  const info = new TypeInfo(adminSchema())
  let count = 0
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const type = getNamedType(info.getType())
        if (type?.name.endsWith('Connection') === true) count += 1
      },
    }),
  )
  return count
}
