import type { ApiMethods, Controllers } from './controller.ts'
import { masterControllers } from './masters/controllers.ts'
import { sellingControllers } from './selling/controllers.ts'

/** Every DocType that does more than keep its fields. */
export const controllers: Controllers = { ...masterControllers, ...sellingControllers }

/** Whitelisted functions that belong to documents; the framework's own are in `methods.ts`. */
export const documentMethods: ApiMethods = {}
