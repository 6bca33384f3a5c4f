import type { Component } from 'vue'
import FileControl from './FileControl.vue'
import SecretControl from './SecretControl.vue'
import SegmentsControl from './SegmentsControl.vue'
import SelectControl from './SelectControl.vue'
import SwitchControl from './SwitchControl.vue'
import TextControl from './TextControl.vue'
import UnknownControl from './UnknownControl.vue'

const controls: Readonly<Record<string, Component>> = {
  text: TextControl,
  number: TextControl,
  password: SecretControl,
  switch: SwitchControl,
  segments: SegmentsControl,
  select: SelectControl,
  json: FileControl,
  file: FileControl,
}

/** Controls that are no single input: the label names them instead of pointing at them. */
const groups: ReadonlySet<string> = new Set(['switch', 'segments', 'select'])

/** The control of this name, or one that says that there is none. */
export const controlNamed = (name: string): Component =>
  Object.hasOwn(controls, name) ? (controls[name] ?? UnknownControl) : UnknownControl

/** Whether a control is named by text rather than by a label of its input. */
export const isGroup = (name: string): boolean => groups.has(name) || !Object.hasOwn(controls, name)
