import type { Failure } from '#api/failure'
import { useRoute } from '#web/api/use-route.ts'
import { Checkbox } from '#web/kit/checkbox.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Select } from '#web/kit/select.tsx'
import { TextField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './alerts.module.css'
import { type Entered, WEEKDAYS } from './entered.ts'
import { useErrorAt } from './field-error.ts'
import { useWeekdays } from './rule-words.ts'

interface FieldsProps {
  readonly entered: Entered
  readonly failure: Failure | null
  readonly onChange: (entered: Entered) => void
}

/** Of what a channel is told, and when. */
export function RuleFields(fields: FieldsProps) {
  const text = useText()
  const { entered, failure, onChange } = fields
  const errorAt = useErrorAt(failure)
  return (
    <>
      <Select
        label={text('alerts.what')}
        value={entered.onlyCritical ? 'critical' : 'all'}
        choices={[
          { key: 'all', label: text('alerts.what.all') },
          { key: 'critical', label: text('alerts.what.critical') },
        ]}
        onChange={(key) => onChange({ ...entered, onlyCritical: key === 'critical' })}
      />
      <IntegrationFields {...fields} />
      <fieldset className={cx(styles.part)}>
        <legend>{text('alerts.when')}</legend>
        <Checkbox isSelected={entered.isLate} onChange={(isLate) => onChange({ ...entered, isLate })}>
          {text('alerts.when.lateOnly')}
        </Checkbox>
        {entered.isLate ? (
          <div className={cx(styles.inner)}>
            <TextField
              label={text('alerts.when.minutes')}
              description={text('alerts.when.minutes.how')}
              type="number"
              inputMode="numeric"
              value={entered.minutes}
              onChange={(minutes) => onChange({ ...entered, minutes })}
              {...errorAt('body.rules.escalateAfterMinutes')}
            />
          </div>
        ) : null}
        <Checkbox isSelected={entered.isQuiet} onChange={(isQuiet) => onChange({ ...entered, isQuiet })}>
          {text('alerts.quiet.keep')}
        </Checkbox>
        {entered.isQuiet ? <QuietFields {...fields} /> : null}
      </fieldset>
    </>
  )
}

/** Which integrations; nothing to choose where there is but one. */
function IntegrationFields({ entered, onChange }: FieldsProps) {
  const text = useText()
  const { data } = useRoute('integrations.list', {})
  const { integrations: chosen } = entered
  const all = data?.items ?? []
  if (all.length < 2 && chosen.length === 0) return null
  const turn = (key: string, on: boolean): readonly string[] =>
    on ? [...chosen, key] : chosen.filter((each) => each !== key)
  return (
    <fieldset className={cx(styles.part)}>
      <legend>{text('alerts.integrations')}</legend>
      {all.map(({ integration, name }) => (
        <Checkbox
          key={integration}
          isSelected={chosen.includes(integration)}
          onChange={(on) => onChange({ ...entered, integrations: turn(integration, on) })}
        >
          {name}
        </Checkbox>
      ))}
      <p className={cx(styles.soft)}>{text('alerts.integrations.how')}</p>
    </fieldset>
  )
}

function QuietFields({ entered, failure, onChange }: FieldsProps) {
  const text = useText()
  const names = useWeekdays()
  const errorAt = useErrorAt(failure)
  const { weekdays } = entered
  const turn = (day: number, on: boolean): readonly number[] =>
    on ? [...weekdays, day] : weekdays.filter((each) => each !== day)
  return (
    <div className={cx(styles.inner)}>
      <div className={cx(styles.times)}>
        <TextField
          label={text('alerts.quiet.begins')}
          type="time"
          value={entered.from}
          onChange={(from) => onChange({ ...entered, from })}
          {...errorAt('body.rules.quiet.from')}
        />
        <TextField
          label={text('alerts.quiet.ends')}
          type="time"
          value={entered.until}
          onChange={(until) => onChange({ ...entered, until })}
          {...errorAt('body.rules.quiet.to')}
        />
      </div>
      <fieldset className={cx(styles.part)}>
        <legend>{text('alerts.quiet.days')}</legend>
        <div className={cx(styles.days)}>
          {WEEKDAYS.map((day) => (
            <Checkbox
              key={day}
              isSelected={weekdays.includes(day)}
              onChange={(on) => onChange({ ...entered, weekdays: turn(day, on) })}
            >
              {names[day - 1]}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <TextField
        label={text('alerts.quiet.zone')}
        value={entered.zone}
        onChange={(zone) => onChange({ ...entered, zone })}
        {...errorAt('body.rules.quiet.zone')}
      />
      <Checkbox
        isSelected={entered.holdsCritical}
        onChange={(holdsCritical) => onChange({ ...entered, holdsCritical })}
      >
        {text('alerts.quiet.holdsCritical')}
      </Checkbox>
      <p className={cx(styles.soft)}>{text('alerts.quiet.how')}</p>
    </div>
  )
}
