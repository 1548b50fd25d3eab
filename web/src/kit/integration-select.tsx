import { Select } from './select.tsx'

interface IntegrationSelectProps {
  readonly label: string
  readonly choices: readonly { readonly integration: string; readonly name: string }[]
  readonly value: string
  readonly onChange: (integration: string) => void
}

/** Which integration is looked at; nothing where there is only one. */
export const IntegrationSelect = ({ label, choices, value, onChange }: IntegrationSelectProps) =>
  choices.length < 2 ? null : (
    <Select
      label={label}
      hidesLabel
      value={value}
      choices={choices.map(({ integration, name }) => ({ key: integration, label: name }))}
      onChange={onChange}
    />
  )
