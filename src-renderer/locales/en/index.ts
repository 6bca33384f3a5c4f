import type { LocaleMessageDictionary, VueMessageType } from 'vue-i18n'

type Area = LocaleMessageDictionary<VueMessageType>

const areas = import.meta.glob<Area>(['./*.ts', '!./index.ts'], { eager: true, import: 'default' })

/** One key an area of the app, named after its file: `locales/en/topics.ts` is `topics.…`. */
export const messages: Record<string, Area> = Object.fromEntries(
  Object.entries(areas).map(([path, area]) => [path.slice('./'.length, -'.ts'.length), area]),
)
