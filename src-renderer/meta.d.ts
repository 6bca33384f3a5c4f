import 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Drawn without the frame. */
    readonly bare?: boolean
    /** Which navigation entry is lit; the route's own name when absent. */
    readonly area?: string
    /** Routes with the same key share one instance of their view. */
    readonly viewKey?: string
  }
}
