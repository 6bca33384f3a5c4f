/** Where the built parts of the program lie; only the entry file knows, shared chunks lie elsewhere. */
export interface Places {
  readonly version: string
  readonly rendererFolder: string
  /** The built engine-process.js. */
  readonly engineEntry: string
  /** The built preload script. */
  readonly preload: string
}
