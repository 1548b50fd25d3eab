import type { Connector } from '#contract/connector'
import { FIELD_KINDS, type FieldEntry } from '#mapping/fields'
import type { Path, Problem } from './problems.ts'
import { problem } from './schema-problems.ts'
import type { SourceText } from './source-text.ts'

/** Fields that the target takes from nobody, or that a document is judged by. */
export function extraFieldProblems(
  at: Path,
  entries: readonly FieldEntry[],
  { name, writes }: Connector<never>,
  lineOf: SourceText['lineOf'],
): Problem[] {
  const rules = writes.documents?.extraFields
  return entries.flatMap(({ document, on, field }, index) => {
    const path = [...at, index, 'field']
    if (rules === undefined)
      return [problem(path, `${name} takes no fields beyond those of a document`, 'Take this entry out.', { lineOf })]
    const kinds = document === '*' ? FIELD_KINDS : [document].flat()
    const refusals = [...new Set(kinds.flatMap((kind) => rules.refusal(kind, on, field) ?? []))]
    return refusals.map((refusal) =>
      problem(path, `The field "${field}" of ${name} cannot be filled`, `${refusal} Choose another field.`, { lineOf }),
    )
  })
}
