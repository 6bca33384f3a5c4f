/**
 * The part of JSON Schema (2020-12) that a form may use, with our annotations. Schemas are written in
 * zod with `.meta({ label, help … })`; `z.toJSONSchema(schema, { io: 'input' })` carries them over.
 */
export interface FormSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, FormField>>
  readonly required?: readonly string[]
}

/** What a person sees of a field; the same keys go into zod's `.meta()`. */
export interface FormAnnotations {
  /** Above the control. */
  readonly label?: string
  /** Below the control. */
  readonly help?: string
  readonly placeholder?: string
  /** Which control; chosen from the type when absent. */
  readonly widget?:
    'text' | 'password' | 'number' | 'switch' | 'segments' | 'select' | 'json' | 'file'
  /** Labels of an enumeration's values. */
  readonly choices?: Readonly<Record<string, string>>
  /** Write-only: masked once stored, replaced but never read. */
  readonly secret?: boolean
  /** Shown only while another field has this value. */
  readonly when?: { readonly field: string; readonly is: string | number | boolean }
  /** Columns of twelve; neighbours share a row while they fit. */
  readonly span?: number
  /** Which of a provider's objects holds it. */
  readonly stored?: 'credentials' | 'options'
}

declare module 'zod' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- zod's own hook for typed `.meta()`
  interface GlobalMeta extends FormAnnotations {}
}

/** One field: its rules in JSON Schema words, and how it looks. */
export interface FormField extends FormAnnotations {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array'
  readonly enum?: readonly (string | number)[]
  readonly default?: unknown
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly format?: string
}

/** A vendor that messages can go through, as the app knows it. */
export interface ProviderKind {
  /** The slug: smtp, mailgun … */
  readonly kind: string
  readonly type: 'email' | 'sms' | 'push'
  /** The vendor's own spelling. */
  readonly name: string
  /** Of the vendor's settings alone; name and enabled are common to all. */
  readonly settings: FormSchema
  /** The same settings under the rules of an update, where those differ. */
  readonly update?: FormSchema
  /** The settings without which it cannot be enabled. */
  readonly needed: readonly string[]
  /** Whether the local engine can deliver through it; a remote server can through all. */
  readonly delivers: boolean
}
