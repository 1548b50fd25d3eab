/** What an Odoo server answers when a call fails: the Python class, its message and its arguments. */
export class OdooError extends Error {
  /** The class with its module, e.g. `odoo.exceptions.ValidationError`. */
  readonly className: string
  readonly args: readonly unknown[]

  constructor(className: string, message: string, args: readonly unknown[] = [message]) {
    super(message)
    this.className = className
    this.args = args
  }
}

export const userError = (message: string): OdooError => new OdooError('odoo.exceptions.UserError', message)
export const validationError = (message: string): OdooError => new OdooError('odoo.exceptions.ValidationError', message)
export const accessError = (message: string): OdooError => new OdooError('odoo.exceptions.AccessError', message)
export const accessDenied = (): OdooError => new OdooError('odoo.exceptions.AccessDenied', 'Access Denied')
export const valueError = (message: string): OdooError => new OdooError('builtins.ValueError', message)
export const typeError = (message: string): OdooError => new OdooError('builtins.TypeError', message)
export const keyError = (key: string): OdooError => new OdooError('builtins.KeyError', key)

export const missingError = (model: string, id: number, uid: number): OdooError =>
  new OdooError(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${uid})`,
  )

/** A database constraint that Odoo turns into a ValidationError. */
export const constraintError = (what: string): OdooError =>
  validationError(`The operation cannot be completed: ${what}`)

export const requiredError = (label: string, model: string, fieldLabel: string, field: string): OdooError =>
  constraintError(
    `\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${label} (${model})\nField: ${fieldLabel} (${field})\n`,
  )
