import type { FormField } from '@contract/forms'

/** What every control of a form gets; its model is a `FormValue`. It emits `blur` when it is left. */
export interface ControlProps {
  readonly field: FormField
  /** For the inner input. */
  readonly id: string
  /** Of the element that names the control. */
  readonly labelId: string
  readonly describedBy: string
  readonly invalid: boolean
  /** A secret is stored already. */
  readonly isSet: boolean
  readonly disabled: boolean
}
