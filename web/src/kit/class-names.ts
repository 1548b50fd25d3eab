/** Joins the classes that apply. */
export const cx = (...classes: readonly (string | false | null | undefined)[]): string =>
  classes.filter((each) => typeof each === 'string' && each !== '').join(' ')
