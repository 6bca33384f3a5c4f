import type { z } from 'zod'

/** HTTP methods of Appwrite's REST API. */
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/**
 * One row of Appwrite's HTTP API. `path` starts after `/v1`; every `{name}` in it is a required key of
 * `input`. GET sends the other keys as a query string, every other method as a JSON body.
 */
export interface Endpoint<
  Input extends z.ZodObject = z.ZodObject,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly method: Method
  readonly path: string
  /** What an API key must hold; a key of the local server holds all of them. */
  readonly scope: string
  readonly status: 200 | 201 | 204
  readonly input: Input
  readonly reply: Reply
  /** `upload` sends multipart form data, `download` answers with bytes; both are JSON when absent. */
  readonly transfer?: 'upload' | 'download'
}

/** One command of the app itself: `on` says which process answers it. */
export interface Command<
  Input extends z.ZodObject = z.ZodObject,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly on: 'app' | 'engine'
  readonly input: Input
  readonly reply: Reply
}

/** Keeps the exact schema types of a row. */
export const endpoint = <Input extends z.ZodObject, Reply extends z.ZodType>(
  row: Endpoint<Input, Reply>,
): Endpoint<Input, Reply> => row

/** Keeps the exact schema types of a command. */
export const command = <Input extends z.ZodObject, Reply extends z.ZodType>(
  row: Command<Input, Reply>,
): Command<Input, Reply> => row

/** Any table of rows that can be called by name. */
export type Table = Readonly<
  Record<string, { readonly input: z.ZodObject; readonly reply: z.ZodType }>
>

/** What a caller of row `Name` passes: optional keys may be left out. */
export type InputOf<T extends Table, Name extends keyof T> = z.input<T[Name]['input']>

/** What a handler of row `Name` gets: validated, with defaults filled in. */
export type ParsedOf<T extends Table, Name extends keyof T> = z.output<T[Name]['input']>

/** What row `Name` answers. */
export type ReplyOf<T extends Table, Name extends keyof T> = z.output<T[Name]['reply']>

/** One handler a row; `Context` says who calls. */
export type Handlers<T extends Table, Context = void> = {
  readonly [Name in keyof T]: (
    input: ParsedOf<T, Name>,
    context: Context,
  ) => ReplyOf<T, Name> | Promise<ReplyOf<T, Name>>
}

const parameter = /\{(\w+)\}/g

/** The names between braces of a path, in order. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(parameter)].map((match) => match[1] ?? '')
