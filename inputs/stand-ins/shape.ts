import type { Template } from "./template";

/**
 * What one type of resource answers once it exists.
 *
 * Placeholders in its templates: `{name}` the physical name, `{label}` the logical one, `{mark}` (8 digits of its own),
 * `{mark17}` (17), `{MARK16}` (16, upper case), `{guid}` and `{guidClient}` (GUIDs of its own), `{account}`,
 * `{region}`, `{partition}`, `{dns}`, `{subscription}`, `{tenant}`, and any input by its name.
 */
export interface Shape {
  /** The input that holds the physical name, which the provider fills in where the program leaves it out. */
  readonly named?: string;
  /** The name that is filled in. @default `{label}-{mark}` */
  readonly autoName?: string;
  /** Outputs by name, `id` among them. An input of the same name wins; objects are merged. */
  readonly outputs: Readonly<Record<string, Template>>;
}
