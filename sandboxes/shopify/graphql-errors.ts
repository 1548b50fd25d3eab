import { GraphQLError } from 'graphql'

/** A refusal of one field, with the code Shopify puts into `extensions`. */
export const refuse = (
  code: string,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): GraphQLError => new GraphQLError(message, { extensions: { code, ...extensions } })

/** `scope`: of several, parted by `|`, any one would do. */
export function accessDenied(field: string, scope: string): GraphQLError {
  const named = scope.split('|').map((one) => `\`${one}\` access scope`)
  const last = named.pop() ?? ''
  const access = named.length === 0 ? `${last}.` : `${named.join(', ')} or ${last}.`
  return refuse('ACCESS_DENIED', `Access denied for ${field} field. Required access: ${access}`, {
    documentation: 'https://shopify.dev/api/usage/access-scopes',
    requiredAccess: access,
  })
}

interface Wording {
  readonly pattern: RegExp
  readonly say: (match: readonly string[]) => {
    readonly message: string
    readonly extensions: Readonly<Record<string, unknown>>
  }
}

// How Shopify words what its validation finds, by what graphql-js found. Forms taken from recorded calls.
const WORDINGS: readonly Wording[] = [
  {
    pattern: /^Cannot query field "(\w+)" on type "(\w+)"/,
    say: ([, field, type]) => ({
      message: `Field '${field}' doesn't exist on type '${type}'`,
      extensions: { code: 'undefinedField', typeName: type, fieldName: field },
    }),
  },
  {
    pattern: /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/,
    say: ([, argument, field]) => ({
      message: `Field '${field}' doesn't accept argument '${argument}'`,
      extensions: { code: 'argumentNotAccepted', name: field, typeName: 'Field', argumentName: argument },
    }),
  },
  {
    // graphql-js names the type in front of the field in some releases.
    pattern:
      /^(?:Field|Argument) "(?:\w+\.)?(\w+)(?:\((\w+):\))?"(?: argument "(\w+)")? of type "[^"]+" is required, but it was not provided/,
    say: ([, field, inParentheses, argument]) => ({
      message: `Field '${field}' is missing required arguments: ${argument ?? inParentheses}`,
      extensions: {
        code: 'missingRequiredArguments',
        className: 'Field',
        name: field,
        arguments: argument ?? inParentheses,
      },
    }),
  },
  {
    pattern: /^Variable "\$(\w+)" is never used(?: in operation "(\w+)")?/,
    say: ([, variable, operation]) => ({
      message: `Variable $${variable} is declared by ${operation ?? 'anonymous query'} but not used`,
      extensions: { code: 'variableNotUsed', variableName: variable },
    }),
  },
  {
    pattern: /^Unknown type "(\w+)"/,
    say: ([, type]) => ({
      message: `No such type ${type}, so it can't be a fragment condition`,
      extensions: { code: 'undefinedType', typeName: type },
    }),
  },
  {
    pattern: /^Unknown directive "@(\w+)"/,
    say: ([, directive]) => ({
      message: `Directive @${directive} is not defined`,
      extensions: { code: 'undefinedDirective', directiveName: directive },
    }),
  },
  {
    pattern: /^Field "(\w+)" of type "([^"]+)" must have a selection of subfields/,
    say: ([, field, type]) => ({
      message: `Field must have selections (field '${field}' returns ${(type ?? '').replace(/[![\]]/g, '')} but has no selections. Did you mean '${field} { ... }'?)`,
      extensions: {
        code: 'selectionMismatch',
        nodeName: `field '${field}'`,
        typeName: (type ?? '').replace(/[![\]]/g, ''),
      },
    }),
  },
]

export type WireError = Readonly<Record<string, unknown>>

/** A validation error in Shopify's words, when we know them. */
export function validationError(error: GraphQLError): WireError {
  const locations = error.locations ?? []
  for (const { pattern, say } of WORDINGS) {
    const match = pattern.exec(error.message)
    if (match !== null) {
      const { message, extensions } = say(match)
      return { message, locations, extensions }
    }
  }
  return { message: error.message, locations }
}

/** A refused variable: one error per variable, with the problems found in it. */
export const variableError = (name: string, type: string, explanation: string, value: unknown): WireError => ({
  message: `Variable $${name} of type ${type} was provided invalid value`,
  locations: [{ line: 1, column: 1 }],
  extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems: [{ path: [], explanation }] },
})
