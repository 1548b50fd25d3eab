import type { ApiMethods, Controllers } from './controller.ts'
import { masterControllers } from './masters/controllers.ts'
import { sellingControllers } from './selling/controllers.ts'
import { sellingMethods, sellingMethodsOfLateVersion16 } from './selling/methods.ts'
import { stockControllers } from './stock/controllers.ts'
import { stockMethods } from './stock/methods.ts'

/** Every DocType that does more than keep its fields. */
export const controllers: Controllers = { ...masterControllers, ...stockControllers, ...sellingControllers }

/** `….sales_order.mapper.make_delivery_note` was `….sales_order.sales_order.make_delivery_note` before. */
function earlierAddress(path: string): string {
  return path.replace(/\.(\w+)\.mapper\./, '.$1.$1.')
}

const moved = new Set(Object.keys(sellingMethodsOfLateVersion16).map(earlierAddress))

/** Whitelisted functions that belong to documents, by major version; the framework's own are in `methods.ts`. */
export const documentMethods: Readonly<Record<15 | 16, ApiMethods>> = {
  15: { ...stockMethods, ...sellingMethods },
  16: {
    ...stockMethods,
    ...Object.fromEntries(Object.entries(sellingMethods).filter(([path]) => !moved.has(path))),
    ...sellingMethodsOfLateVersion16,
  },
}
