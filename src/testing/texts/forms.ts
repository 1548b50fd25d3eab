import { describeConnectors } from '#app/configuration/describe-connectors'
import { describeRules } from '#app/configuration/describe-rules'
import { connectorRegistry } from '#app/registry'
import type { RuleField } from '#api/rule-form'
import { en } from '#web/languages/en.ts'
import { titleOf } from '#web/connections/settings-entered.ts'
import type { ServerText } from './server-texts.ts'

const isSaid = (id: string): boolean => id in en

/** What forms of settings and rules say, as far as the dashboard has no words of its own for it. */
export async function formTexts(): Promise<ServerText[]> {
  const connectors = await describeConnectors(connectorRegistry)
  const { policies, rules } = await describeRules(connectorRegistry)
  const settings = connectors.flatMap((connector) => connector.settings)
  const texts = [
    ...settings.map(({ name }) => titleOf(name)),
    ...settings.flatMap(({ help }) => (help === null ? [] : [help])),
    ...policies.flatMap((field) => ofRule(field, field.name)),
    ...rules.flatMap((flow) => [
      ...(flow.help === null ? [] : [flow.help]),
      ...(flow.fields ?? []).flatMap((field) => ofRule(field, field.name)),
    ]),
  ]
  return [...new Set(texts)].map((id) => ({ id, kind: 'text', holesOfParts: [], files: [SETTINGS] }))
}

/** Stands for the forms where a file is named. */
export const SETTINGS = 'settings'

function ofRule({ name, help, options, fields = [] }: RuleField, path: string): string[] {
  return [
    ...(isSaid(`rule.${path}`) ? [] : [titleOf(name)]),
    ...(help === null || isSaid(`rule.${path}.help`) ? [] : [help]),
    ...options
      .filter((option) => !isSaid(`rule.option.${option}`))
      .map((option) => titleOf(option.replaceAll('-', ' '))),
    ...fields.flatMap((field) => ofRule(field, `${path}.${field.name}`)),
  ]
}
