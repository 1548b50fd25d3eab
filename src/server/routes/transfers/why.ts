import type { ExplainedFigure } from '#api/transfer-story'
import { why, type WhyFigure } from '#engine/why'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { transferOf } from './one.ts'

export const explainDocument: Handler<'transfers.why'> = async (call) => {
  const { services, organizationId, query } = call
  const { transfer, links } = await transferOf(call)
  if (!links.some(({ reference }) => reference === query.reference)) throw missing('document')
  const answer = await why(services.pool, {
    organizationId,
    document: query.reference,
    integrationId: transfer.integrationId,
    connectors: services.connectors,
  })
  const { reference, externalId, kind, state, url, writtenAt, currency, date, recordName, rulesFrom } = answer
  const head = { reference, externalId, kind, state, url, writtenAt, currency, date, recordName, rulesFrom }
  return {
    ...head,
    rules: answer.rules.map((rule) => ({ ...rule, otherwise: [...rule.otherwise] })),
    figures: answer.figures.map(shownFigure),
    differing: [...answer.differing],
  }
}

const shownFigure = (figure: WhyFigure): ExplainedFigure => {
  const { row, title, name, label, value, isQuantity, formula, steps } = figure
  return {
    figure: figure.figure,
    row,
    title,
    name,
    label,
    value,
    isQuantity,
    formula,
    steps: [...steps],
    parts: [...figure.parts],
    rules: figure.rules.map((rule) => ({ ...rule, otherwise: [...rule.otherwise] })),
    mapping: figure.mapping.map(({ field, value: code, entry, life, today }) => ({
      field,
      value: code,
      entry,
      life,
      differsToday: entry !== null && today !== code,
      today: today ?? null,
    })),
  }
}
