import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import { useServerText } from '#web/languages/server-text.tsx'
import { helpOf, type Setting, titleOf } from './settings-entered.ts'

interface SettingFieldProps {
  readonly setting: Setting
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

/** One setting of a connector. A secret goes in and is never shown. */
export function SettingField({ setting, value, error, onChange }: SettingFieldProps) {
  const text = useText()
  const server = useServerText()
  const { name, kind, required, help, options, usual } = setting
  if (kind === 'choice' || kind === 'switch') {
    const known = kind === 'switch' ? ['yes', 'no'] : options
    const usually = kind === 'switch' ? (usual === true ? 'yes' : 'no') : String(usual ?? '')
    const label = (key: string) => (kind === 'switch' ? text(key === 'yes' ? 'setup.yes' : 'setup.no') : key)
    const choices = known.map((key) => ({ key, label: label(key) }))
    return <Select label={server(titleOf(name))} choices={choices} value={value || usually} onChange={onChange} />
  }
  const shown = usual === null || typeof usual === 'object' ? '' : String(usual)
  return (
    <TextField
      label={server(titleOf(name))}
      type={kind === 'secret' ? 'password' : 'text'}
      autoComplete="off"
      isRequired={required}
      isLong={kind === 'json'}
      value={value}
      onChange={onChange}
      placeholder={shown}
      {...(help === null ? {} : { description: helpOf(server(help), text('setup.empty')) })}
      {...(error === undefined ? {} : { error })}
    />
  )
}
