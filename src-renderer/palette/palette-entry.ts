import type { Component } from 'vue'
import type { CampaignStatus } from '@/components/campaign-status'

/** Something that can be opened or done from the palette. */
export interface PaletteEntry {
  /** Unique among all entries. */
  readonly key: string
  readonly icon: Component
  readonly text: string
  /** Beside the text: an address, a number of people. */
  readonly note?: string
  readonly status?: CampaignStatus
  /** Key caps, as `KeyCap` takes them. */
  readonly keys?: readonly string[]
  /** Throws `ApiError`. */
  run(): unknown
}

/** Entries under one heading. */
export interface PaletteGroup {
  readonly title: string
  readonly entries: readonly PaletteEntry[]
}

/** What is looked for: everything, or with a sign before it one kind alone. */
export interface PaletteQuery {
  readonly only: 'everything' | 'topics' | 'people' | 'commands'
  readonly search: string
}

const signs = { '#': 'topics', '@': 'people', '>': 'commands' } as const

/** Reads what was typed: `#` before it means topics, `@` people, `>` commands. */
export const readQuery = (typed: string): PaletteQuery => {
  const text = typed.trimStart()
  const only = Object.entries(signs).find(([sign]) => text.startsWith(sign))?.[1]
  return only ? { only, search: text.slice(1).trim() } : { only: 'everything', search: text.trim() }
}
